-- The account's five best and five worst hours of the week, in its own time zone where a planned
-- post names one; shrunk, so that chance alone makes hardly any of 168 stand out.
with

zoned as (

    select
        times.account_id,
        times.timezone,
        times.weekday,
        times.hour,
        times.n_posts,
        times.difference_percent,
        times.ci_low,
        times.ci_high,
        times.verdict

    from {{ ref("best_times") }} as times

    inner join {{ ref("rpt_accounts") }} as accounts
        on
            times.account_id = accounts.account_id
            and times.timezone = accounts.timezone

    where times.scope = 'account' and accounts.has_page and times.n_posts > 0

),

ranked as (

    select
        *,
        row_number() over (
            partition by account_id order by difference_percent desc, weekday, hour
        ) as best_position,
        row_number() over (
            partition by account_id order by difference_percent, weekday, hour
        ) as worst_position,
        count(*) filter (where verdict in ('better', 'worse')) over (partition by account_id)
            as n_different

    from zoned

    where verdict != 'not enough history'

)

select
    account_id,
    timezone,
    weekday,
    hour,
    ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][weekday]
    || format(' {:02d}:00', hour) as hour_words,
    n_posts,
    difference_percent,
    ci_low,
    ci_high,
    verdict,
    n_different,
    best_position,
    worst_position

from ranked

where best_position <= 5 or worst_position <= 5
