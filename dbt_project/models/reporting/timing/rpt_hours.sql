-- Everyone's week in UTC; thin cells stay blank.
select
    weekday,
    hour,
    n_posts,
    case when verdict != 'not enough history' then difference_percent end
        as difference_percent,
    ci_low,
    ci_high,
    verdict

from {{ ref("best_times") }}

where scope = 'everyone' and timezone = 'UTC'
