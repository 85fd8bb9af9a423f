-- A file that does not say when its counts were read was not read before its newest post went
-- up. But one wrong time must not decide that, so not every post counts as the newest. Nor does it
-- matter how an export was cut into files: those of a tool that contradict each other nowhere are
-- one reading, as old as its newest post.
with

posts as (

    select distinct
        records.source_file,
        files.source_format,
        records.post_id,
        records.posted_at,
        {{ clock_of_code("records.post_id") }} as uploaded_at,
        abs({{ days_between("uploaded_at", "records.posted_at") }}) <= 1 as is_right_by_clock

    from {{ ref("stg_posts") }} as records

    inner join {{ ref("stg_read_files") }} as files
        on records.source_file = files.source_file

),

-- Codes that mostly contradict their times are made up.
clocked as (

    select
        {{ all_but(["is_right_by_clock"]) }},
        case
            when
                avg(cast(is_right_by_clock as integer)) over (partition by source_format) >= 0.5
                then is_right_by_clock
        end as is_right_by_clock

    from posts

),

moments as (

    select distinct
        source_format,
        post_id,
        posted_at,
        is_right_by_clock

    from clocked

    where is_right_by_clock is distinct from false

),

-- Without a clock, a newest post far from all others is not believed: further than a month, and
-- than three times nearly all of the gaps before it. Of a few posts nothing can be told.
spaced as (

    select
        *,
        {{ days_between("lead(posted_at) over by_time", "posted_at") }} as gap_days,
        row_number() over by_time as place

    from moments

    window by_time as (partition by source_format order by posted_at desc, post_id)

),

judged as (

    select
        *,
        is_right_by_clock
        or count(gap_days) over earlier < 5
        or gap_days <= greatest(30, 3 * {{ number_in_window("gap_days", 0.9, "earlier") }})
            as is_believed

    from spaced

    where place <= 50

    window earlier as (
        partition by source_format
        order by posted_at desc, post_id
        rows between 1 following and 20 following
    )

),

disbelieved as (

    select distinct
        source_format,
        posted_at

    from judged

    where is_believed is not true

),

dated as (

    select
        clocked.source_file,
        clocked.source_format,
        max(clocked.posted_at) as last_posted_at,
        max(clocked.posted_at) filter (
            where clocked.is_right_by_clock is distinct from false and disbelieved.posted_at is null
        ) as last_believed_at

    from clocked

    left join disbelieved
        on
            clocked.source_format = disbelieved.source_format
            and clocked.posted_at = disbelieved.posted_at

    group by all

),

told as (

    select
        source_file,
        max(observed_at) as observed_at

    from {{ ref("stg_posts") }}

    group by all

),

untold as (

    select
        dated.source_file,
        dated.source_format,
        coalesce(dated.last_believed_at, dated.last_posted_at) as newest_at

    from dated

    inner join told
        on dated.source_file = told.source_file

    where told.observed_at is null

),

counted as (

    select
        posts.source_file,
        untold.source_format,
        untold.newest_at,
        posts.post_id,
        min(posts.n_likes) as n_likes,
        min(posts.n_comments) as n_comments

    from {{ ref("stg_posts") }} as posts

    inner join untold
        on posts.source_file = untold.source_file

    group by all

),

-- A few repeats with other counts are nothing: exports repeat themselves like that.
contradictions as (

    select
        older.source_file as older_file,
        newer.source_file as newer_file

    from counted as older

    inner join counted as newer
        on
            older.source_format = newer.source_format
            and older.post_id = newer.post_id
            and older.newest_at < newer.newest_at

    group by all

    having
        avg(cast(
            older.n_likes is distinct from newer.n_likes
            or older.n_comments is distinct from newer.n_comments
            as integer
        )) > 0.02

),

-- How many times, one after the other, a file was contradicted by a newer one.
ranked as (

    {{ longest_ways(
        "untold", "source_file", "newest_at", "contradictions", "older_file", "newer_file"
    ) }}

),

readings as (

    select
        untold.source_file,
        max(untold.newest_at) over (
            partition by untold.source_format, ranked.n_steps
        ) as observed_at

    from untold

    inner join ranked
        on untold.source_file = ranked.source_file

)

select
    dated.source_file,
    dated.last_posted_at,
    coalesce(
        told.observed_at,
        -- What was read before the newest post went up elsewhere is as old as our reading of it.
        greatest(least(readings.observed_at, files.first_read_at), untold.newest_at)
    ) as observed_at

from dated

inner join {{ ref("stg_read_files") }} as files
    on dated.source_file = files.source_file

left join told
    on dated.source_file = told.source_file

left join untold
    on dated.source_file = untold.source_file

left join readings
    on dated.source_file = readings.source_file
