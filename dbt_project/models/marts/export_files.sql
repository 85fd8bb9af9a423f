-- How each file was understood, what tells so, and what in it looks wrong.
with

checked as (

    select
        posts.source_file,
        {{ clock_of_code("posts.post_id") }} as uploaded_at,
        abs({{ days_between("uploaded_at", "posts.posted_at") }}) < 1.0 / 24 as is_agreeing

    from {{ ref("stg_posts") }} as posts

),

clocks as (

    select
        source_file,
        count(is_agreeing) as n_times_checked,
        count(*) filter (is_agreeing) as n_times_agreeing

    from checked

    group by all

),

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
        coalesce(clocks.n_times_checked, 0) as n_times_checked,
        coalesce(clocks.n_times_agreeing, 0) as n_times_agreeing,
        coalesce(runs.n_posts_alike, 0) as n_posts_alike,
        runs.n_likes_alike,
        files.first_read_at,
        dated.observed_at

    from {{ ref("stg_read_files") }} as files

    inner join {{ ref("stg_file_conventions") }} as conventions
        on files.source_file = conventions.source_file

    left join {{ ref("stg_files") }} as dated
        on files.source_file = dated.source_file

    left join clocks
        on files.source_file = clocks.source_file

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
            end
        ),
        ''
    ) as doubt

from told
