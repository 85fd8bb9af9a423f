{#- The columns of a table, in their order. Known only once it exists: none while dbt parses. -#}
{% macro column_names(table) -%}
    {{ return(get_columns_in_query("select * from " ~ table) if execute else []) }}
{%- endmacro %}
