-- How each file was understood, what tells so, and what in it looks wrong.
with

told as (

    select
        files.source_file,
        files.source_format,
        files.is_present,
        conventions.time_zone,
        conventions.time_zone_evidence,
        conventions.n_zone_checked,
        conventions.n_zone_agreeing,
        case
            when conventions.date_order_evidence is not null
                then if(conventions.is_day_first, 'day first', 'month first')
        end as date_order,
        conventions.date_order_evidence,
        conventions.is_mark_unclear,
        coalesce(checks.n_times_checked, 0) as n_times_checked,
        coalesce(checks.n_times_agreeing, 0) as n_times_agreeing,
        coalesce(runs.n_posts_alike, 0) as n_posts_alike,
        runs.n_likes_alike,
        coalesce(checks.n_beyond_reach, 0) as n_beyond_reach,
        coalesce(checks.n_accounts_rounded, 0) as n_accounts_rounded,
        files.first_read_at,
        dated.observed_at

    from {{ ref("stg_read_files") }} as files

    inner join {{ ref("stg_file_conventions") }} as conventions
        on files.source_file = conventions.source_file

    left join {{ ref("stg_files") }} as dated
        on files.source_file = dated.source_file

    left join {{ ref("int_file_checks") }} as checks
        on files.source_file = checks.source_file

    left join {{ ref("int_like_runs") }} as runs
        on files.source_file = runs.source_file

)

select
    *,
    nullif(
        concat_ws(
            '; ',
            case
                when n_times_checked >= 3 and n_times_agreeing < 0.5 * n_times_checked
                    then format(
                        'the times of {:,} of {:,} posts disagree with their shortcodes',
                        n_times_checked - n_times_agreeing,
                        n_times_checked
                    )
            end,
            case
                when date_order_evidence = 'nothing'
                    then 'nothing tells whether its dates begin with day or month: month was taken'
                when date_order_evidence = 'both occur'
                    then format(
                        'some of its dates begin with the day, some with the month: {} was taken',
                        date_order
                    )
            end,
            case
                when n_posts_alike > 0
                    then format(
                        '{:,} posts of an account in a row have {:,} likes each',
                        n_posts_alike,
                        n_likes_alike
                    ) || ': they may be hidden'
            end,
            case
                when n_beyond_reach > 0
                    then format(
                        '{:,} of its posts have more than a hundred likes for each follower',
                        n_beyond_reach
                    )
            end,
            case
                when n_accounts_rounded > 0
                    then format(
                        '{:,} of its records have an account number that a spreadsheet rounded',
                        n_accounts_rounded
                    ) || ': their handle was taken'
            end
        ),
        ''
    ) as doubt

from told
