select
    post_id,
    observed_at,
    n_likes,
    n_comments,
    source_file,
    record_number,
    source_format,
    n_views,
    n_reach,
    n_shares,
    n_saves,
    n_new_follows

from {{ ref("int_post_versions") }}
