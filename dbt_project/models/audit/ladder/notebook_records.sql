-- What the notebook's read_csv leaves: every readable post, repeats included.
select
    source_file,
    record_number,
    shortcode as post_id,
    {{ whole_number("likes") }} as n_likes,
    {{ whole_number("comments") }} as n_comments,
    {{ whole_number("followers") }} as n_followers,
    {{ whole_number("following") }} as n_following,
    (n_likes + n_comments) / nullif(n_followers, 0) as engagement_rate,
    {{ truth("is_video") }} as is_video,
    coalesce({{ truth("multiple_images") }}, false) as is_multiple,
    -- dropna() keeps these records only: a tagged place, a caption, a profile.
    location is not null
    and caption is not null
    and n_followers is not null
    and n_following is not null as is_complete,
    {{ utc_timestamp("created_at") }} as posted_at

from {{ ref("stg_records") }}

where rejection_reason is null
