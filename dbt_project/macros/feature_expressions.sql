{#- A cyclic quantity as one of its two coordinates: 23:59 lies beside 00:00. -#}
{% macro on_a_circle(coordinate, quantity, period) -%}
    {{ coordinate }}(2 * pi() * ({{ quantity }} % {{ period }}) / {{ period }})
{%- endmacro %}

{#- The mean of n values, pulled towards a prior as if history_prior_posts more values
    had been the prior (the posterior mean of a normal mean). -#}
{% macro shrunk(mean, n, prior) -%}
    (
        coalesce(({{ mean }}) * {{ n }}, 0) + {{ prior }} * {{ var("history_prior_posts") }}
    ) / ({{ n }} + {{ var("history_prior_posts") }})
{%- endmacro %}
