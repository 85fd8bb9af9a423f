{#- Where the expected engagement of each row of `posts` starts from, given the history of its
    account: logs of likes + comments + 1.

    log_base: the account's median so far. Where none is known, the post is expected as a first
    one: log_first_base is everyone's mean rate on the account's followers, without followers the
    mean of everyone's posts. -#}
{% macro select_expectation_bases(posts, history) -%}
select
    posts.post_id,
    ln(history.median_engagements + 1) as log_base,
    case
        when posts.n_followers > 0
            then ln(posts.n_followers) + coalesce(
                history.everyone_mean_log_rate, ln({{ var("assumed_engagement_rate") }})
            )
        else history.everyone_mean_log_engagement
    end as log_first_base,
    history.median_engagements is not null as has_base,
    case
        when history.median_engagements is null then 'none'
        when history.n_known_posts < 5 then '1 to 4'
        when history.n_known_posts < 12 then '5 to 11'
        else '12 or more'
    end as history,
    posts.n_followers

from {{ posts }} as posts

inner join {{ history }} as history
    on posts.post_id = history.post_id
{%- endmacro %}

{#- What a fit of expectations learns from: each post with a known outcome, its features and its
    bases, as above. -#}
{% macro select_expectation_posts(features, bases) -%}
select
    features.*,
    bases.log_base,
    bases.log_first_base,
    outcomes.* exclude (post_id)

from {{ ref("expectation_outcomes") }} as outcomes

inner join {{ features }} as features
    on outcomes.post_id = features.post_id

inner join {{ bases }} as bases
    on outcomes.post_id = bases.post_id
{%- endmacro %}

{#- The expected log of likes + comments + 1 of each row of `features` by the fit named `fit`, and
    what one unit of residual is worth to it: one row per post_id. `bases` as above. -#}
{% macro select_expectations(features, bases, fit) -%}
with

placed as (

    -- A post is scored as a first one where its account has no median, whatever went up before.
    select features.* replace (bases.has_base as has_history)

    from {{ features }} as features

    inner join {{ bases }} as bases
        on features.post_id = bases.post_id

),

scored as (

    {{ select_scores("placed", fit, ref("expectation_terms")) }}

)

select
    scored.post_id,
    bases.history,
    bases.n_followers,
    if(bases.has_base, bases.log_base, bases.log_first_base)
    + least(greatest(scored.log_odds, bounds.lowest), bounds.highest) as expected,
    if(bases.has_base, features.past_spread, 1) as unit

from scored

inner join {{ bases }} as bases
    on scored.post_id = bases.post_id

inner join {{ features }} as features
    on scored.post_id = features.post_id

inner join {{ ref("expectation_terms") }} as bounds
    on
        scored.fit = bounds.fit
        and bounds.position = 1
{%- endmacro %}

{#- Of a sorted list of n values the one that the next value lies below with a probability, if it is
    one like them: the k-th, k = (n + 1) probability, rounded outwards; null where n is too few. -#}
{% macro next_below(values, probability) -%}
    {{ values }}[
        cast({{ "floor" if probability < 0.5 else "ceil" }}(
            (len({{ values }}) + 1) * {{ probability }}
        ) as bigint)
    ]
{%- endmacro %}

{#- The ranges of expectations (`post_id, history, expected, unit, n_followers`) by the residuals of
    the fit named `fit`, told as `told`: one row per post and measure. No end lies above a million
    million, which no post has ever had. -#}
{% macro select_ranges(expectations, fit, told) -%}
with

measures as (

    select unnest(['engagements', 'rate']) as measure

),

ranged as (

    select
        expectations.post_id,
        measures.measure,
        expectations.history,
        quantiles.basis as residual_basis,
        if(measures.measure = 'rate', expectations.n_followers, 1) as divisor,
        {% for name, quantile in {
            "median": "q50", "low_80": "q10", "high_80": "q90", "low_95": "q025", "high_95": "q975",
        }.items() -%}
        greatest(
            exp(least(
                expectations.expected + quantiles.{{ quantile }} * expectations.unit, ln(1e12)
            )) - 1,
            0
        ) / divisor as {{ name }}{{ "," if not loop.last }}
        {% endfor %}

    from {{ expectations }} as expectations

    inner join {{ ref("residual_quantiles") }} as quantiles
        on
            expectations.history = quantiles.history
            and quantiles.fit = '{{ fit }}'
            and quantiles.told = '{{ told }}'

    cross join measures

    where
        expectations.expected is not null
        and (measures.measure = 'engagements' or expectations.n_followers > 0)

)

select * exclude (divisor)

from ranged
{%- endmacro %}
