select
    slopes.target,
    origins.step,
    slopes.classifier,
    slopes.metric,
    nullif(slopes.slope, cast('nan' as double)) as slope,
    nullif(slopes.ci_low, cast('nan' as double)) as ci_low,
    nullif(slopes.ci_high, cast('nan' as double)) as ci_high,
    slopes.n_origins

from {{ ref("measured_slopes") }} as slopes

inner join (
    select distinct
        target,
        step
    from {{ ref("backtest_origins") }}
) as origins
    on slopes.target = origins.target
