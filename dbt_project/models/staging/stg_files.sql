-- A file that does not say when its counts were read was not read before its newest post went
-- up. But one wrong time must not decide that, so not every post counts as the newest.
with

posts as (

    select distinct
        source_file,
        post_id,
        posted_at,
        {{ uploaded_at("post_id") }} as uploaded_at,
        -- A code that is shorter, or runs ahead of us, has no clock: somebody made it up.
        case
            when length(post_id) >= 11 and uploaded_at <= {{ run_started() }} + interval 1 day
                then abs({{ days_between("uploaded_at", "posted_at") }}) <= 1
        end as is_right_by_clock

    from {{ ref("stg_posts") }}

),

-- Codes that mostly contradict their times are made up too.
clocked as (

    select
        * replace (
            case
                when avg(cast(is_right_by_clock as integer)) over (partition by source_file) >= 0.5
                    then is_right_by_clock
            end as is_right_by_clock
        )

    from posts

),

newest as (

    select
        *,
        {{ days_between("lead(posted_at) over by_time", "posted_at") }} as gap_days

    from clocked

    where is_right_by_clock is distinct from false

    window by_time as (partition by source_file order by posted_at desc, post_id)

    qualify row_number() over by_time <= 50

),

-- Without a clock, a newest post far from all others is not believed: further than a month, and
-- than three times nearly all of the gaps before it. Of a few posts nothing can be told.
judged as (

    select
        *,
        is_right_by_clock
        or count(gap_days) over earlier < 5
        or gap_days <= greatest(30, 3 * quantile_disc(gap_days, 0.9) over earlier)
            as is_believed

    from newest

    window earlier as (
        partition by source_file
        order by posted_at desc, post_id
        rows between 1 following and 20 following
    )

),

believed as (

    select
        source_file,
        max(posted_at) as observed_at

    from judged

    where is_believed

    group by all

),

told as (

    select
        source_file,
        max(observed_at) as observed_at

    from {{ ref("stg_posts") }}

    group by all

)

select
    posts.source_file,
    max(posts.posted_at) as last_posted_at,
    coalesce(
        any_value(told.observed_at), any_value(believed.observed_at), last_posted_at
    ) as observed_at

from posts

left join told
    on posts.source_file = told.source_file

left join believed
    on posts.source_file = believed.source_file

group by all
