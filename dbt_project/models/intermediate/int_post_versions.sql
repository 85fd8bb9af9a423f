-- An export may repeat a post, and so may a later one. The version read last is the newest: by when
-- it was read, which is when its file was unless it says so itself, then by its counts, which grow.
-- The label asks for the first version that was old enough, so that what is called high is not a
-- matter of how long somebody went on counting.
with

dated as (

    select
        {{ all_but(["observed_at"], "posts") }},
        coalesce(posts.observed_at, files.observed_at) as read_at,
        -- A time later than the reading is not believed, and the post as young as can be.
        greatest({{ days_between("posts.posted_at", "read_at") }}, 0) as age_days

    from {{ ref("stg_posts") }} as posts

    inner join {{ ref("stg_files") }} as files
        on posts.source_file = files.source_file

),

-- Most posts have one version, and need not be put in order.
repeated as (

    select
        source_file,
        record_number,
        post_id,
        read_at,
        age_days,
        n_likes,
        n_likes + n_comments as n_engagements,
        md5(concat_ws(' ', posted_at, account_id, media_type, caption)) as content_hash

    from dated

    where post_id in (
        select post_id from {{ ref("stg_posts") }} group by post_id having count(*) > 1
    )

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

    from repeated

),

versions as (

    select
        source_file,
        record_number,
        version_number,
        row_number() over (
            partition by post_id
            order by
                age_days >= {{ var("label_maturity_days") }} desc,
                n_engagements is not null desc,
                case when age_days >= {{ var("label_maturity_days") }} then read_at end,
                version_number
        ) = 1 as is_judged

    from ordered

)

select
    {{ all_but(["read_at"], "dated") }},
    dated.read_at as observed_at,
    cast(coalesce(versions.version_number, 1) as bigint) as version_number,
    coalesce(versions.version_number, 1) = 1 as is_newest,
    coalesce(versions.is_judged, true) as is_judged

from dated

left join versions
    on
        dated.source_file = versions.source_file
        and dated.record_number = versions.record_number
