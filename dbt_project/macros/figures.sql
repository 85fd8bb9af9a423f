{#- Figures as people read them; 'not measured' where there is none. -#}
{% macro as_percent(value, digits=1) -%}
    coalesce(format('{:.{{ digits }}f} %', 100 * {{ value }}), 'not measured')
{%- endmacro %}

{% macro as_decimal(value, digits=2) -%}
    coalesce(format('{:.{{ digits }}f}', {{ value }}), 'not measured')
{%- endmacro %}

{#- An estimate with its interval. -#}
{% macro as_interval(value, low, high, digits=3) -%}
    coalesce(
        format(
            '{:.{{ digits }}f} [{:.{{ digits }}f}, {:.{{ digits }}f}]',
            {{ value }}, {{ low }}, {{ high }}
        ),
        {{ as_decimal(value, digits) }}
    )
{%- endmacro %}
