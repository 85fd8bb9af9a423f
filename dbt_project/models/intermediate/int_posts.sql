select
    posts.post_id,
    posts.account_id,
    posts.account_name,
    posts.source_format,
    posts.permalink,
    posts.media_type,
    posts.caption,
    posts.location_name,
    posts.n_likes,
    posts.n_comments,
    posts.n_views,
    posts.n_reach,
    posts.n_shares,
    posts.n_saves,
    posts.n_new_follows,
    posts.n_followers,
    posts.n_following,
    (posts.n_likes + posts.n_comments) / nullif(posts.n_followers, 0) as engagement_rate,
    -- A time later than the reading is not believed, and the post as young as can be.
    greatest({{ days_between("posts.posted_at", "versions.observed_at") }}, 0) as age_days,
    posts.has_location,
    posts.is_likes_hidden,
    age_days >= {{ var("label_maturity_days") }} as is_mature,
    posts.posted_at,
    versions.observed_at,
    posts.source_file

from {{ ref("stg_posts") }} as posts

inner join {{ ref("int_post_versions") }} as versions
    on
        posts.source_file = versions.source_file
        and posts.record_number = versions.record_number

where versions.is_newest
