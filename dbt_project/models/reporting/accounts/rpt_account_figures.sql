-- What an account's page opens with, in numbers: its usual, its trend, how often it beats its
-- usual, its pace, what came of earlier answers, and the benchmark for its size.
with

hits as (

    select
        account_id,
        count(is_high) as n_labelled,
        count(*) filter (where is_high) as n_high,
        count(*) filter (
            where posted_at > newest_posted_at - interval {{ var("pace_days") }} day
        ) as n_recent,
        any_value(
            greatest(
                7,
                least(
                    {{ var("pace_days") }},
                    {{ days_between("first_posted_at", "newest_posted_at") }}
                )
            )
        ) as n_days

    from (
        select
            *,
            max(posted_at) over (partition by account_id) as newest_posted_at,
            min(posted_at) over (partition by account_id) as first_posted_at
        from {{ ref("rpt_account_posts") }}
    )

    group by all

),

-- What came of answers that were given before the posts went up.
answered as (

    select
        account_id,
        count(*) as n_answers,
        count(*) filter (where is_right) as n_right

    from {{ ref("draft_outcomes") }}

    where target = 'above_own_usual'

    group by all

),

benchmarks as (

    select
        accounts.account_id,
        benchmarks.source,
        benchmarks.definition,
        benchmarks.engagement_rate,
        row_number() over (
            partition by accounts.account_id
            order by
                benchmarks.follower_tier is null,
                benchmarks.statistic = 'median' desc,
                benchmarks.year desc,
                benchmarks.source
        ) as place

    from {{ ref("rpt_accounts") }} as accounts

    inner join {{ ref("rpt_benchmarks") }} as benchmarks
        on
            accounts.follower_tier = benchmarks.follower_tier
            or (benchmarks.follower_tier is null and benchmarks.is_newest_of_all)

    where accounts.has_page

)

select
    accounts.account_id,
    trends.* exclude (account_id),
    hits.n_labelled,
    hits.n_high,
    7 * hits.n_recent / hits.n_days as posts_per_week,
    answered.n_answers,
    answered.n_right,
    benchmarks.engagement_rate as benchmark_rate,
    benchmarks.definition as benchmark_definition,
    benchmarks.source as benchmark_source

from {{ ref("rpt_accounts") }} as accounts

inner join hits
    on accounts.account_id = hits.account_id

left join {{ ref("rpt_account_trends") }} as trends
    on accounts.account_id = trends.account_id

left join answered
    on accounts.account_id = answered.account_id

left join benchmarks
    on
        accounts.account_id = benchmarks.account_id
        and benchmarks.place = 1

where accounts.has_page
