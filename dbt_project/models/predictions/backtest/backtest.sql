select
    measured.target,
    origins.step,
    measured.origin,
    origins.n_steps,
    measured.classifier,
    measured.metric,
    nullif(measured.value, cast('nan' as double)) as value,
    nullif(measured.ci_low, cast('nan' as double)) as ci_low,
    nullif(measured.ci_high, cast('nan' as double)) as ci_high,
    origins.n_train_posts,
    measured.n_posts as n_test_posts,
    measured.n_accounts,
    origins.test_from,
    origins.test_to

from {{ ref("measured_origins") }} as measured

inner join {{ ref("backtest_origins") }} as origins
    on
        measured.target = origins.target
        and measured.origin = origins.origin
