-- What an account's page opens with: its usual, its trend, how often it beats its usual, its pace,
-- and the benchmark for its size, each in words that follow from the figures.
with

judged as (

    select
        account_id,
        post_id,
        n_judged_engagements,
        row_number() over (partition by account_id order by posted_at desc, post_id) as place,
        count(*) over (partition by account_id) as n_account_judged,
        least({{ var("trend_posts") }}, n_account_judged // 2) as n_compared

    from {{ ref("rpt_account_posts") }}

    where n_judged_engagements is not null and outcome != 'too young to say'

),

-- One more than counted, so that there is always a ratio.
halves as (

    select
        account_id,
        any_value(n_account_judged) as n_judged,
        any_value(n_compared) as n_compared,
        {% for name, condition in [
            ("newer", "place <= n_compared"), ("older", "place between n_compared + 1 and 2 * n_compared")
        ] %}
            {% set value = "case when " ~ condition ~ " then n_judged_engagements + 1 end" %}
            median({{ value }}) as {{ name }}_median,
            {{ median_low(value) }} as {{ name }}_low,
            {{ median_high(value) }} as {{ name }}_high,
        {% endfor %}
        median(case when place <= {{ var("trend_posts") }} then n_judged_engagements end) as usual

    from judged

    group by all

),

trends as (

    select
        *,
        newer_median / older_median as trend,
        {{ ratio_low("newer", "older") }} as trend_ci_low,
        {{ ratio_high("newer", "older") }} as trend_ci_high

    from halves

),

hits as (

    select
        account_id,
        count(is_high) as n_labelled,
        count(*) filter (where is_high) as n_high,
        count(*) as n_posts,
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
    trends.n_judged,
    trends.usual as usual_engagements,
    trends.n_compared,
    trends.trend,
    trends.trend_ci_low,
    trends.trend_ci_high,
    hits.n_labelled,
    hits.n_high,
    7 * hits.n_recent / hits.n_days as posts_per_week,
    benchmarks.engagement_rate as benchmark_rate,
    case
        when trends.trend_ci_low is null
            then format(
                'A trend needs {} posts that have come of age; there are {}.',
                2 * {{ var("interval_min_posts") }},
                coalesce(trends.n_judged, 0)
            )
        when trends.trend_ci_low > 1 or trends.trend_ci_high < 1
            then format(
                '{}: the newest {} posts have {:.0f} % {} likes and comments than the {} before '
                || '[{:+.0f} %, {:+.0f} %].',
                if(trends.trend > 1, 'Upwards', 'Downwards'),
                trends.n_compared,
                100 * abs(trends.trend - 1),
                if(trends.trend > 1, 'more', 'fewer'),
                trends.n_compared,
                100 * (trends.trend_ci_low - 1),
                100 * (trends.trend_ci_high - 1)
            )
        else format(
            'No trend beyond noise: the newest {} posts against the {} before, {:+.0f} % '
            || '[{:+.0f} %, {:+.0f} %].',
            trends.n_compared,
            trends.n_compared,
            100 * (trends.trend - 1),
            100 * (trends.trend_ci_low - 1),
            100 * (trends.trend_ci_high - 1)
        )
    end as trend_words,
    case
        when hits.n_labelled = 0 then 'No post has come of age with a usual to beat yet.'
        else format(
            '{:,} of {:,} judged posts beat what was usual at the time ({:.0f} %).',
            hits.n_high,
            hits.n_labelled,
            100 * hits.n_high / hits.n_labelled
        )
    end as hit_words,
    case
        when accounts.n_followers is null
            then
                'This export has no followers, so there is no rate to compare: add accounts.csv '
                || '(account, observed_at, followers) beside it.'
        when accounts.median_rate is null
            then 'Without likes and comments there is no rate to compare.'
        when benchmarks.engagement_rate is null
            then 'No benchmark is known for accounts of this size.'
        else format(
            'Its median rate is {:.2f} %. Published: {:.2f} %, {} ({}).',
            100 * accounts.median_rate,
            100 * benchmarks.engagement_rate,
            benchmarks.definition,
            benchmarks.source
        )
    end as benchmark_words,
    case
        when answered.n_answers is null
            then 'No answer about a post of this account has come of age yet.'
        else format(
            'Of {:,} answer{} given before its posts went up, {:,} came true.',
            answered.n_answers,
            if(answered.n_answers = 1, '', 's'),
            answered.n_right
        )
    end as record_words

from {{ ref("rpt_accounts") }} as accounts

inner join hits
    on accounts.account_id = hits.account_id

left join trends
    on accounts.account_id = trends.account_id

left join answered
    on accounts.account_id = answered.account_id

left join benchmarks
    on
        accounts.account_id = benchmarks.account_id
        and benchmarks.place = 1

where accounts.has_page
