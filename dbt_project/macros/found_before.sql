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

{#- What anybody published to a shared warehouse stays (commands/lake.py), the bundled sample aside. -#}
{% macro keeps_every_file(source_file) -%}
    {%- if env_var("LAKE", "") -%}
        {{ source_file }} not like '%data/sample/posts.csv'
    {%- else -%}
        false
    {%- endif -%}
{%- endmacro %}
