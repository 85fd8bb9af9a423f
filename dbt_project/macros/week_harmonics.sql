{#- What a smooth day and a smooth week are made of, at a UTC moment: three harmonics of 24 hours
    and one of seven days. A macro, because past posts and the hours of a week that is told
    about pass through the same text. -#}
{% macro week_harmonics(moment) -%}
    cos({{ turns(moment, 24) }}) as hour_cos_1,
    sin({{ turns(moment, 24) }}) as hour_sin_1,
    cos({{ turns(moment, 12) }}) as hour_cos_2,
    sin({{ turns(moment, 12) }}) as hour_sin_2,
    cos({{ turns(moment, 8) }}) as hour_cos_3,
    sin({{ turns(moment, 8) }}) as hour_sin_3,
    cos({{ turns(moment, 168) }}) as week_cos_1,
    sin({{ turns(moment, 168) }}) as week_sin_1
{%- endmacro %}

{#- The angle at a moment of what comes back every so many hours. -#}
{% macro turns(moment, hours) -%}
    2 * pi() * {{ epoch_seconds(moment) }} / {{ 3600 * hours }}
{%- endmacro %}
