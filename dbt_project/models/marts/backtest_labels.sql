select
    origins.target,
    origins.origin,
    if(outcomes.posted_at < origins.origin, 'train', 'test') as role,
    outcomes.post_id,
    outcomes.account_id,
    outcomes.outcome > coalesce(outcomes.own_threshold, origins.threshold) as is_high,
    {{ log_margin("coalesce(outcomes.own_threshold, origins.threshold)") }} as log_margin,
    outcomes.posted_at

from {{ ref("backtest_origins") }} as origins

inner join {{ ref("int_post_outcomes") }} as outcomes
    on
        origins.target = outcomes.target
        -- The posts between were not labelled by then: they neither train nor test.
        and (
            origins.origin >= outcomes.posted_at + interval {{ var("label_maturity_days") }} day
            or outcomes.posted_at between origins.test_from and origins.test_to
        )

where outcomes.is_eligible and {{ is_evaluated("outcomes.account_id") }}
