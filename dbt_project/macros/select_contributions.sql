{#- What each feature adds to the log odds of each row of `features`, by the fit named `fit`
    (evaluation or serving): one row per post_id, target and term. Past and planned posts
    are scored by this same text. -#}
{% macro select_contributions(features, fit) -%}
    select
        long.post_id,
        terms.target,
        terms.fit,
        terms.term,
        terms.position,
        (long.value - terms.mean) / terms.scale as standardised,
        terms.coefficient * (long.value - terms.mean) / terms.scale as contribution

    from (
        unpivot (
            select
                post_id,
                cast(columns(* exclude (post_id)) as double),
                cast(1 as double) as intercept,
                -- A post without history is scored by the fit that knows none.
                case when has_history then '{{ fit }}' else '{{ fit }}_cold_start' end
                    as fit
            from {{ features }}
        )
        on columns(* exclude (post_id, fit))
        into name term value value
    ) as long

    inner join {{ ref("model_terms") }} as terms
        on
            long.term = terms.term
            and long.fit = terms.fit
{%- endmacro %}

{#- The log odds that contributions add up to. Decimals add up to the same number in
    whatever order they come. -#}
{% macro log_odds_of(contribution) -%}
    cast(sum(cast({{ contribution }} as decimal(38, 15))) as double)
{%- endmacro %}

{#- The probability that belongs to log odds. -#}
{% macro probability_of(log_odds) -%}
    1 / (1 + exp(-({{ log_odds }})))
{%- endmacro %}

{#- The variance of a weighted sum of coefficients, w' V w, given the rows of V. -#}
{% macro variance_of(weights, covariances) -%}
    list_dot_product(
        {{ weights }},
        list_transform({{ covariances }}, lambda row: list_dot_product(row, {{ weights }}))
    )
{%- endmacro %}
