{#- A folder under models/ is a schema of the same name: in a file of DuckDB, which is this project's
    alone, without a prefix, on a cluster, where others work too, with one. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if target.type == "spark" and custom_schema_name -%} {{ target.schema }}_ {%- endif -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
