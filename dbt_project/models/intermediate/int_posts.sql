with

observed as (

    select
        *,
        -- The export does not say when its counts were read: not before its newest
        -- post went up.
        max(posted_at) over (partition by source_file) as observed_at

    from {{ ref("stg_posts") }}

),

-- An export may repeat a post: the version read last is the newest one.
deduplicated as (

    select *

    from observed

    qualify
        row_number() over (
            partition by post_id
            order by source_file desc, record_number desc
        ) = 1

)

select
    post_id,
    account_id,
    account_name,
    media_type,
    caption,
    location_name,
    n_likes,
    n_comments,
    n_followers,
    n_following,
    (n_likes + n_comments) / nullif(n_followers, 0) as engagement_rate,
    {{ days_between("posted_at", "observed_at") }} as age_days,
    has_location,
    age_days >= {{ var("label_maturity_days") }} as is_mature,
    posted_at,
    observed_at,
    source_file

from deduplicated
