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

fits as (

    select
        terms.target,
        terms.fit,
        list(list_position(names.all_names, terms.term) order by terms.position) as places,
        list(terms.mean order by terms.position) as means,
        list(terms.scale order by terms.position) as scales,
        -sum(
            terms.coefficient * terms.mean / terms.scale order by terms.position
        ) as constant,
        map_from_entries(list((terms.term, terms.coefficient / terms.scale))) as weight_of,
        list_transform(
            any_value(names.all_names), lambda name: coalesce(weight_of[name], 0.0)
        ) as weights

    from {{ terms or ref("model_terms") }} as terms

    cross join names

    group by all

)

select
    vectors.post_id,
    fits.target,
    fits.fit,
    list_transform(
        list_zip(list_select(vectors.all_values, fits.places), fits.means, fits.scales),
        lambda term: (term[1] - term[2]) / term[3]
    ) as standardised,
    vectors.all_values,
    fits.constant + list_dot_product(vectors.all_values, fits.weights) as log_odds

from vectors

inner join fits
    on vectors.fit = fits.fit
{%- endmacro %}

{#- Every feature of a post as a number, in one list, the intercept first: one row per post_id. -#}
{% macro select_value_vectors(features) -%}
select
    post_id,
    has_history = 1 as has_history,
    list_value(*columns(* exclude (post_id))) as all_values

from (
    select
        post_id,
        cast(1 as double) as intercept,
        cast(columns(* exclude (post_id)) as double)

    from {{ features }}
) as measured
{%- endmacro %}

{#- The names of the values that a post is scored by, in the order of `all_values`: one row. -#}
{% macro select_value_names(features) -%}
select ['intercept'] || json_keys(to_json(one_post)) as all_names

from (select * exclude (post_id) from {{ features }} limit 1) as one_post
{%- endmacro %}

{#- The probability that belongs to log odds. -#}
{% macro probability_of(log_odds) -%}
    1 / (1 + exp(-({{ log_odds }})))
{%- endmacro %}

{#- The variance of a weighted sum of coefficients, w' V w, given the rows of V; null
    where V or the weights are not known. -#}
{% macro variance_of(weights, covariances) -%}
    case
        when {{ covariances }}[1] is not null and {{ weights }} is not null
            then list_dot_product(
                {{ weights }},
                list_transform(
                    {{ covariances }}, lambda row: list_dot_product(row, {{ weights }})
                )
            )
    end
{%- endmacro %}
