-- What an account's page opens with, each in words that follow from the figures.
with

-- Of posts that the ranges had not learned from.
ranges as (

    select
        account_id,
        count(is_in_range) as n_ranged,
        count(*) filter (where is_in_range) as n_in_range

    from {{ ref("rpt_account_posts") }}

    where is_range_told

    group by all

)

select
    figures.*,
    case
        when ranges.n_ranged > 0
            then format(
                'Of {:,} post{} that the model had not learned from, {:,} got likes and comments '
                || 'within the range that it gives four times in five.',
                ranges.n_ranged,
                if(ranges.n_ranged = 1, '', 's'),
                ranges.n_in_range
            )
    end as range_words,
    case
        when figures.trend_ci_low is null
            then format(
                'A trend needs {} posts that have come of age; there are {}.',
                2 * {{ var("interval_min_posts") }},
                coalesce(figures.n_judged, 0)
            )
        when figures.trend_ci_low > 1 or figures.trend_ci_high < 1
            then format(
                '{}: the newest {} posts have {:.0f} % {} likes and comments than the {} before '
                || '[{:+.0f} %, {:+.0f} %].',
                if(figures.trend > 1, 'Upwards', 'Downwards'),
                figures.n_compared,
                100 * abs(figures.trend - 1),
                if(figures.trend > 1, 'more', 'fewer'),
                figures.n_compared,
                100 * (figures.trend_ci_low - 1),
                100 * (figures.trend_ci_high - 1)
            )
        else format(
            'No trend beyond noise: the newest {} posts against the {} before, {:+.0f} % '
            || '[{:+.0f} %, {:+.0f} %].',
            figures.n_compared,
            figures.n_compared,
            100 * (figures.trend - 1),
            100 * (figures.trend_ci_low - 1),
            100 * (figures.trend_ci_high - 1)
        )
    end as trend_words,
    case
        when figures.n_labelled = 0 then 'No post has come of age with a usual to beat yet.'
        else format(
            '{:,} of {:,} judged posts beat what was usual at the time ({:.0f} %).',
            figures.n_high,
            figures.n_labelled,
            100 * figures.n_high / figures.n_labelled
        )
    end as hit_words,
    case
        when accounts.n_followers is null
            then
                'This export has no followers, so there is no rate to compare: add accounts.csv '
                || '(account, observed_at, followers) beside it.'
        when accounts.median_rate is null
            then 'Without likes and comments there is no rate to compare.'
        when figures.benchmark_rate is null
            then 'No benchmark is known for accounts of this size.'
        else format(
            'Its median rate is {:.2f} %. Published: {:.2f} %, {} ({}).',
            100 * accounts.median_rate,
            100 * figures.benchmark_rate,
            figures.benchmark_definition,
            figures.benchmark_source
        )
    end as benchmark_words,
    case
        when figures.n_answers is null
            then 'No answer about a post of this account has come of age yet.'
        else format(
            'Of {:,} answer{} given before its posts went up, {:,} came true.',
            figures.n_answers,
            if(figures.n_answers = 1, '', 's'),
            figures.n_right
        )
    end as record_words

from {{ ref("rpt_account_figures") }} as figures

inner join {{ ref("rpt_accounts") }} as accounts
    on figures.account_id = accounts.account_id

left join ranges
    on figures.account_id = ranges.account_id
