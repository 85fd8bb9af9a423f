-- What the figure of the tiers shows: the accounts of this export, and published benchmarks
-- of one tier or of all sizes.
select
    'this export' as kind,
    follower_tier,
    position,
    tier_words as label,
    account_median_rate,
    ci_low,
    ci_high,
    lower_quartile_rate,
    upper_quartile_rate,
    cast(null as double) as benchmark_rate,
    n_posts,
    n_accounts

from {{ ref("rpt_tiers") }}

where follower_tier != 'unknown'

union all

select
    if(benchmarks.follower_tier is null, 'benchmark of all sizes', 'benchmark of the tier')
        as kind,
    benchmarks.follower_tier,
    tiers.position,
    split_part(benchmarks.source, ',', 1)
    || if(benchmarks.follower_tier is null, ', ' || benchmarks.statistic, '') as label,
    null as account_median_rate,
    null as ci_low,
    null as ci_high,
    null as lower_quartile_rate,
    null as upper_quartile_rate,
    benchmarks.engagement_rate as benchmark_rate,
    null as n_posts,
    null as n_accounts

from {{ ref("rpt_benchmarks") }} as benchmarks

left join {{ ref("rpt_tiers") }} as tiers
    on benchmarks.follower_tier = tiers.follower_tier

where benchmarks.is_newest_of_all or tiers.follower_tier is not null
