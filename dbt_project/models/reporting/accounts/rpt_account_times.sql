-- What an account's hours say, in words; where they say nothing, what it would take.
with

days as (

    select
        account_id,
        any_value(timezone) as timezone,
        cast(sum(n_posts) as bigint) as n_posts,
        max(n_near_posts) as n_usual_posts,
        arg_max(hour, n_near_posts) as usual_hour,
        count(*) filter (where verdict = 'better') as n_better,
        count(*) filter (where verdict = 'worse') as n_worse,
        max_by(hours, difference_percent) filter (where verdict = 'better') as best,
        min_by(hours, difference_percent) filter (where verdict = 'worse') as worst

    from {{ ref("rpt_account_hours") }} as hours

    group by account_id

),

judged as (

    select
        days.*,
        fits.p_chance < {{ var("best_times_level") }} as is_told,
        days.n_usual_posts >= 0.95 * days.n_posts as is_one_hour,
        {{ var("best_times_needed_posts") }} * pow(fits.log_spread, 2) as n_needed

    from days

    inner join {{ ref("time_fits") }} as fits
        on days.account_id = fits.account_id

)

select
    account_id,
    timezone,
    n_better,
    n_worse,
    -- Where there are many accounts, only those that show something.
    n_better + n_worse > 0
    or (select count(*) from {{ ref("rpt_accounts") }}) <= {{ var("few_accounts") }} as is_drawn,
    case
        when is_one_hour
            then format(
                'Its posts go up around {:02d}:00 and hardly ever at another time, so hours '
                || 'cannot be compared: a few posts at other times would tell.',
                usual_hour
            )
        when best is not null
            then format(
                'Around {:02d}:00 its posts do best: {:+.0f} % [{:+.0f}, {:+.0f}] against its '
                || 'mean. {} of the day {} better beyond noise, {} worse.',
                best.hour,
                best.difference_percent,
                best.ci_low,
                best.ci_high,
                {{ counted("n_better", "hour") }},
                if(n_better = 1, 'is', 'are'),
                n_worse
            )
        when worst is not null
            then format(
                'No hour is better beyond noise, but around {:02d}:00 its posts do worse: '
                || '{:+.0f} % [{:+.0f}, {:+.0f}] against its mean.',
                worst.hour,
                worst.difference_percent,
                worst.ci_low,
                worst.ci_high
            )
        when is_told
            then
                'Its hours or its weekdays differ beyond noise, but which of them are better '
                || 'cannot be told yet.'
        when n_posts >= n_needed
            then format(
                'No hour stands out beyond noise, and of {} posts an evening that is 30 % better '
                || 'would mostly have shown.',
                {{ as_count("n_posts") }}
            )
        else format(
            'No hour stands out beyond noise. An evening that is 30 % better would mostly show '
            || 'with about {} posts that differ as much as these; there are {}.',
            {{ rounded_count("n_needed") }},
            {{ as_count("n_posts") }}
        )
    end as hours_words

from judged
