{#- How much means differ beyond what their sampling variances explain, never below 0
    (DerSimonian and Laird, 1986): an aggregate over one row per mean. -#}
{% macro true_variance(mean, sampling_variance, degrees_of_freedom) -%}
    greatest(
        (
            {{ sum_in_order("pow(" ~ mean ~ ", 2) / nullif(" ~ sampling_variance ~ ", 0)") }}
            - ({{ degrees_of_freedom }})
        )
        / nullif(
            {{ sum_in_order("1 / nullif(" ~ sampling_variance ~ ", 0)") }}
            - {{ sum_in_order("1 / nullif(pow(" ~ sampling_variance ~ ", 2), 0)") }}
            / nullif({{ sum_in_order("1 / nullif(" ~ sampling_variance ~ ", 0)") }}, 0),
            0
        ),
        0
    )
{%- endmacro %}
