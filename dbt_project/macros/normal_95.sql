{#- Half the width of a 95 percent interval, in standard errors. -#}
{% macro normal_95() -%}
    1.959963984540054
{%- endmacro %}
