{#- A view that names no database: the warehouse is built in one file and kept under another name,
    which dbt's own views would not survive. -#}
{% macro duckdb__create_view_as(relation, sql) -%}
    create view {{ relation.include(database=false) }} as (
        {{ sql | replace(adapter.quote(relation.database) ~ ".", "") }}
    );
{%- endmacro %}
