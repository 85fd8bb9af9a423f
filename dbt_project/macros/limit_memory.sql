{#- What DuckDB may hold in memory, where the var says so; beyond it DuckDB works on disk. -#}
{% macro limit_memory() -%}
    {%- set limit = var("memory_limit") if target.type == "duckdb" else "" -%}
    {%- if limit and not modules.re.fullmatch("\d+([.]\d+)? ?[KMGT]i?B", limit) -%}
        {{ stop_the_build("memory_limit in dbt_project.yml is '" ~ limit ~ "'. Write a size: 4GB, 500MB.") }}
    {%- elif limit -%}
        set memory_limit = {{ sql_text(limit) }}
    {%- endif -%}
{%- endmacro %}
