{#- One metric of a table that has a row for each, where its rows are grouped by the rest of the key:
    its value, or an end of its interval (ci_low, ci_high). -#}
{% macro metric(name, column="value") -%}
    max({{ column }}) filter (where metric = '{{ name }}')
{%- endmacro %}
