select
    posts.post_id,
    versions.observed_at,
    posts.n_likes,
    posts.n_comments,
    posts.source_file,
    posts.record_number,
    posts.source_format,
    posts.n_views,
    posts.n_reach,
    posts.n_shares,
    posts.n_saves,
    posts.n_new_follows

from {{ ref("stg_posts") }} as posts

inner join {{ ref("int_post_versions") }} as versions
    on
        posts.source_file = versions.source_file
        and posts.record_number = versions.record_number
