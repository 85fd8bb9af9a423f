-- An export may repeat a post, and so may a later one. The version read last is the newest: by when
-- it was read, which is when its file was unless it says so itself, then by its counts, which grow.
-- The label asks for the first version that was old enough, so that what is called high is not a
-- matter of how long somebody went on counting.
with

dated as (

    select
        posts.* exclude (observed_at),
        posts.n_likes + posts.n_comments as n_engagements,
        coalesce(posts.observed_at, files.observed_at) as read_at,
        -- A time later than the reading is not believed, and the post as young as can be.
        greatest({{ days_between("posts.posted_at", "read_at") }}, 0) as age_days,
        md5(concat_ws(' ', posts.posted_at, posts.account_id, posts.media_type, posts.caption))
            as content_hash

    from {{ ref("stg_posts") }} as posts

    inner join {{ ref("stg_files") }} as files
        on posts.source_file = files.source_file

),

ordered as (

    select
        *,
        row_number() over (
            partition by post_id
            order by
                read_at desc,
                n_engagements desc nulls last,
                n_likes desc nulls last,
                content_hash,
                source_file desc,
                record_number desc
        ) as version_number

    from dated

)

select
    * exclude (n_engagements, content_hash, read_at),
    version_number = 1 as is_newest,
    row_number() over (
        partition by post_id
        order by
            age_days >= {{ var("label_maturity_days") }} desc,
            n_engagements is not null desc,
            case when age_days >= {{ var("label_maturity_days") }} then read_at end,
            version_number
    ) = 1 as is_judged,
    read_at as observed_at

from ordered
