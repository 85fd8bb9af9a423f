{#- The log odds of each row of `features` by the fit named `fit` (evaluation or serving): one
    row per post_id and target, with all values, and the standardised features in the order of the
    fit's terms. Past and planned posts are scored by this same text.

    Log odds are the sum of coefficient * (value - mean) / scale over the terms of
    predictions.model_terms, the intercept having the value 1: a constant, and a weight for each
    value. One product of two lists per post makes it a second for a million posts; the terms one
    by one (`standardised`) are worked out only where they are asked for. -#}
{% macro select_scores(features, fit, terms=none) -%}
with

-- A post without history is scored by the fit that knows none.
vectors as (

    select
        post_id,
        if(has_history, '{{ fit }}', '{{ fit }}_cold_start') as fit,
        all_values

    from (
        {{ select_value_vectors(features) }}
    ) as valued

),

names as (

    {{ select_value_names(features) }}

),

placed as (

    select
        terms.*,
        names.all_names,
        {{ place_of("names.all_names", "terms.term") }} as place

    from {{ terms or ref("model_terms") }} as terms

    cross join names

),

lists as (

    select
        target,
        fit,
        any_value(all_names) as all_names,
        {{ list_in_order("place", ["position"]) }} as places,
        {{ list_in_order("mean", ["position"]) }} as means,
        {{ list_in_order("scale", ["position"]) }} as scales,
        {{ list_in_order("term", ["position"]) }} as term_names,
        {{ list_in_order("coefficient / scale", ["position"]) }} as term_weights,
        {{ list_in_order("coefficient * mean / scale", ["position"]) }} as shifts

    from placed

    group by target, fit

),

fits as (

    select
        *,
        -{{ total_of("shifts") }} as constant,
        {{ each(
            "all_names",
            "name",
            "coalesce(" ~ element("term_weights", place_of("term_names", "name")) ~ ", 0.0)"
        ) }} as weights

    from lists

)

select
    vectors.post_id,
    fits.target,
    fits.fit,
    {{ standardised_at("vectors.all_values", "fits.places", "fits.means", "fits.scales") }}
        as standardised,
    vectors.all_values,
    fits.constant + {{ dot_product("vectors.all_values", "fits.weights") }} as log_odds

from vectors

inner join fits
    on vectors.fit = fits.fit
{%- endmacro %}

{#- The probability that belongs to log odds. -#}
{% macro probability_of(log_odds) -%}
    1 / (1 + exp(-({{ log_odds }})))
{%- endmacro %}

{#- The variance of a weighted sum of coefficients, w' V w, given the rows of V; null
    where V or the weights are not known. -#}
{% macro variance_of(weights, covariances) -%}
    case
        when {{ element(covariances, 1) }} is not null and {{ weights }} is not null
            then {{ dot_product(
                weights, each(covariances, "covariance", dot_product("covariance", weights))
            ) }}
    end
{%- endmacro %}
