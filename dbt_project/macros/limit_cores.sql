{#- Told to use one core, DuckDB does, as Python steps and dbt do: of small data its threads wait for
    each other more than they compute. -#}
{% macro limit_cores() -%}
    {%- if target.type == "duckdb" and env_var("LOKY_MAX_CPU_COUNT", "") == "1" -%}
        set threads = 1
    {%- endif -%}
{%- endmacro %}
