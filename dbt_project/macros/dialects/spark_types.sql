{#- The types that contracts name, in Spark's words; dbt asks for nothing of a contract but these. -#}
{% macro spark__cast(expression, data_type) -%}
    {%- set types = {
        "varchar": "string", "timestamp": "timestamp_ntz", "integer": "int", "double[]": "array<double>"
    } -%}
    cast({{ expression }} as {{ types.get(data_type, data_type) }})
{%- endmacro %}
