{%- set ends = {"low_80": 0.1, "high_80": 0.9, "low_95": 0.025, "high_95": 0.975} %}

-- Logs of likes + comments + 1, so that widths are ratios.
with

as_draft_expectations as (

    {{ select_expectations(
        ref("as_draft_features"), ref("as_draft_bases"), "evaluation"
    ) }}

),

as_draft_ranges as (

    {{ select_ranges("as_draft_expectations", "evaluation", "as draft") }}

),

tests as (

    select *

    from {{ ref("expectation_outcomes") }}

    where role = 'test' and is_evaluated and {{ is_measured() }}

),

unseen as (

    select
        residuals.post_id,
        residuals.fold,
        residuals.residual,
        if(residuals.is_first, 'none', bases.history) as history,
        if(residuals.is_first, 1, features.past_spread) as unit

    from {{ ref("unseen_residuals") }} as residuals

    inner join {{ ref("expectation_bases") }} as bases
        on
            residuals.post_id = bases.post_id
            and residuals.is_first = not bases.has_base

    inner join {{ ref("post_features") }} as features
        on residuals.post_id = features.post_id

),

other_folds as (

    select
        folds.fold,
        others.history,
        list(others.residual / others.unit order by others.residual / others.unit) as residuals

    from (select distinct fold from unseen) as folds

    inner join unseen as others
        on folds.fold != others.fold

    group by all

),

-- What the account's own posts before it had, at least ten, up to the lag.
own_past as (

    select
        tests.post_id,
        'engagements' as measure,
        any_value(bases.history) as history,
        {% for name, share in ends.items() %}
            quantile_cont(earlier.n_judged_likes + earlier.n_judged_comments, {{ share }})
                as {{ name }}{% if not loop.last %},{% endif %}
        {% endfor %}

    from tests

    inner join {{ ref("expectation_bases") }} as bases
        on tests.post_id = bases.post_id

    inner join {{ ref("posts") }} as earlier
        on
            tests.account_id = earlier.account_id
            and tests.posted_at - interval {{ var("history_lag_days") }} day >= earlier.posted_at

    group by tests.post_id

    having count(earlier.n_judged_likes + earlier.n_judged_comments) >= 10

),

told as (

    {% for protocol, method, ranges in [
        ("by_time", "served", ref("expected_engagement")),
        ("as_draft", "served", "as_draft_ranges"),
        ("by_time", "own past", "own_past"),
    ] %}
        select
            tests.post_id,
            '{{ protocol }}' as protocol,
            '{{ method }}' as method,
            ranges.history,
            {% for name in ends %}
                ln(ranges.{{ name }} + 1) as {{ name }}{% if not loop.last %},{% endif %}
            {% endfor %}
        from tests
        inner join {{ ranges }} as ranges
            on
                tests.post_id = ranges.post_id
                and ranges.measure = 'engagements'

        union all
    {% endfor %}

    select
        unseen.post_id,
        'by_account' as protocol,
        'served' as method,
        unseen.history,
        {% for name, share in ends.items() %}
            greatest(
                outcomes.log_engagement - unseen.residual
                + unseen.unit * {{ next_below("others.residuals", share) }},
                0
            ) as {{ name }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from unseen
    inner join other_folds as others
        on unseen.fold = others.fold and unseen.history = others.history
    inner join {{ ref("expectation_outcomes") }} as outcomes
        on unseen.post_id = outcomes.post_id
    where len(others.residuals) >= {{ var("range_min_posts") }}

)

select
    told.*,
    outcomes.account_id,
    outcomes.log_engagement,
    own_past.post_id is not null as has_own_past

from told

inner join {{ ref("expectation_outcomes") }} as outcomes
    on told.post_id = outcomes.post_id

left join own_past
    on told.post_id = own_past.post_id
