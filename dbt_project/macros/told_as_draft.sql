{#- What a draft is told, from the log odds of its fit: past posts that are told as drafts, to
    measure how well that goes, pass through the same text. `calibrations` is a row of
    predictions.draft_calibrations. -#}

{% macro told_log_odds(log_odds) -%}
    calibrations.intercept + calibrations.slope * {{ log_odds }}
{%- endmacro %}

{#- The variance of the log odds that are told: the coefficients' uncertainty, stretched by the
    slope, and the calibration's own. Null where the coefficients have no estimate of it. -#}
{% macro told_variance(standardised, covariances, log_odds) -%}
    pow(calibrations.slope, 2) * ({{ variance_of(standardised, covariances) }})
    + calibrations.intercept_variance
    + 2 * {{ log_odds }} * calibrations.covariance
    + pow({{ log_odds }}, 2) * calibrations.slope_variance
{%- endmacro %}

{#- Half the 95 percent interval that belongs to a variance. With about as few accounts as terms
    rounding can leave a variance below zero: then it is not known. -#}
{% macro half_width_of(variance) -%}
    {{ normal_95() }} * sqrt(case when {{ variance }} >= 0 then {{ variance }} end)
{%- endmacro %}

{#- What the interval says, before anyone looks how often such words came true. -#}
{% macro interval_verdict(ci_low, ci_high) -%}
    case
        when {{ ci_low }} is null then 'interval not known'
        when {{ ci_low }} > {{ var("decision_threshold") }} then 'probably'
        when {{ ci_high }} < {{ var("decision_threshold") }} then 'probably not'
        else 'too close to call'
    end
{%- endmacro %}
