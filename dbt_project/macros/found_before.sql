{#- Forgetting an account makes the warehouse again from what was read before: nothing is looked for
    then (commands/forget.py). -#}
{% macro looks_for_files() -%}
    {{ return("false" if env_var("ONLY_KEPT", "") else "true") }}
{%- endmacro %}

{#- Names of files may have lost an account's: those of their folders follow. -#}
{% macro and_what_was_found_before() -%}
    {%- if env_var("ONLY_KEPT", "") -%}
        union all by name
        select * replace ({{ folder_of_details("source_file") }} as folder)
        from {{ api.Relation.create(schema="staging", identifier="found_before") }}
    {%- endif -%}
{%- endmacro %}
