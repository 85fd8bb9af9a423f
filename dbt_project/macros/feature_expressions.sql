{#- A cyclic quantity as one of its two coordinates: 23:59 lies beside 00:00. -#}
{% macro on_a_circle(coordinate, quantity, period) -%}
    {{ coordinate }}(2 * pi() * ({{ quantity }} % {{ period }}) / {{ period }})
{%- endmacro %}

{#- What the clock and the calendar say at a moment in UTC, each under its name. -#}
{% macro clock_features(moment) -%}
    {{ on_a_circle("sin", epoch_seconds(moment), 86400) }} as hour_sin,
    {{ on_a_circle("cos", epoch_seconds(moment), 86400) }} as hour_cos,
    {{ on_a_circle("sin", weekday_number(moment), 7) }} as weekday_sin,
    {{ on_a_circle("cos", weekday_number(moment), 7) }} as weekday_cos,
    {{ weekday_number(moment) }} >= 6 as is_weekend
{%- endmacro %}

{#- The mean of n values, pulled towards a prior as if history_prior_posts more values
    had been the prior (the posterior mean of a normal mean). -#}
{% macro shrunk(mean, n, prior) -%}
    (
        coalesce(({{ mean }}) * {{ n }}, 0) + {{ prior }} * {{ var("history_prior_posts") }}
    ) / ({{ n }} + {{ var("history_prior_posts") }})
{%- endmacro %}
