with

benchmark as (

    select any_value(engagement_rate order by year desc) as benchmark_rate

    from {{ ref("industry_benchmarks") }}

)

select
    accounts.follower_tier,
    case accounts.follower_tier
        when 'nano' then 1 when 'micro' then 2 when 'mid' then 3 when 'macro' then 4
        when 'mega' then 5 else 6
    end as position,
    count(distinct posts.account_id) as n_accounts,
    count(*) as n_posts,
    quantile_cont(posts.engagement_rate, 0.25) as lower_quartile_rate,
    median(posts.engagement_rate) as median_rate,
    quantile_cont(posts.engagement_rate, 0.75) as upper_quartile_rate,
    any_value(benchmark.benchmark_rate) as benchmark_rate

from {{ ref("posts") }} as posts

inner join {{ ref("accounts") }} as accounts
    on posts.account_id = accounts.account_id

cross join benchmark

group by accounts.follower_tier
