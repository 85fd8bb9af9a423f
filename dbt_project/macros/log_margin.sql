{#- How far a post lies above a threshold: the log of its likes + comments + 1 less that of as many as
    the threshold stands for. `outcomes` is a row of int_post_outcomes. -#}
{% macro log_margin(threshold) -%}
    ln((outcomes.outcome * outcomes.divisor + 1) / ({{ threshold }} * outcomes.divisor + 1))
{%- endmacro %}
