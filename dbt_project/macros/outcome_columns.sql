{#- The columns of marts.posts that count what came of a post: those that its availability calls
    not known before posting. Known only once the table exists: none while dbt parses. -#}
{% macro outcome_columns() -%}
    {%- set outcomes = [] -%}
    {%- if execute -%}
        {%- set unknown = run_query(
            "select column_name from " ~ ref("feature_availability") ~ " where not is_known_before_posting"
        ).columns[0].values() -%}
        {%- for column in get_columns_in_relation(ref("posts")) -%}
            {%- if column.name.startswith("n_") and column.name in unknown -%}
                {%- do outcomes.append(column.name) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(outcomes) }}
{%- endmacro %}
