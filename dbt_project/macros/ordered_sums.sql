{#- Aggregates that add by size, so that every bit is the same whatever the threads and the order in
    which they finish. -#}
{% macro sum_in_order(value) -%}
    sum({{ value }} order by {{ value }})
{%- endmacro %}

{#- Pearson's correlation of two columns, null where one of them has no spread. -#}
{% macro correlation(one, other) -%}
    nullif(corr({{ one }}, {{ other }} order by {{ one }}, {{ other }}), cast('nan' as double))
{%- endmacro %}
