with

benchmarks as (

    select
        *,
        split_part(definition, ' ', 1) as statistic

    from {{ ref("industry_benchmarks") }}

)

select
    source,
    year,
    follower_tier,
    coalesce(follower_tier, 'all sizes') as tier_words,
    statistic,
    definition,
    engagement_rate,
    follower_tier is null
    and row_number() over (partition by follower_tier, statistic order by year desc, source) = 1
        as is_newest_of_all

from benchmarks
