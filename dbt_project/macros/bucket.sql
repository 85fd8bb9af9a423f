{#- A number from 0 to n - 1 that depends on the text and a salt only: the same on every
    machine, in every run, in whatever order the rows come. -#}
{% macro bucket(text, salt, n) -%}
    cast(md5_number_lower('{{ salt }}' || {{ text }}) % {{ n }} as integer)
{%- endmacro %}
