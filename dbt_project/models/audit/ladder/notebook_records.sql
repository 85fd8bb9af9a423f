-- What the notebook's read_csv leaves of its own file: every readable post, repeats included.
-- Without an evaluation nothing is audited.
select
    records.source_file,
    records.record_number,
    records.post_id,
    records.n_likes,
    records.n_comments,
    {{ whole_number("raw.followers") }} as n_followers,
    {{ whole_number("raw.following") }} as n_following,
    (records.n_likes + records.n_comments) / nullif({{ whole_number("raw.followers") }}, 0)
        as engagement_rate,
    {{ truth("raw.is_video") }} as is_video,
    coalesce({{ truth("raw.multiple_images") }}, false) as is_multiple,
    -- dropna() keeps these records only: a tagged place, a caption, a profile.
    raw.location is not null
    and raw.caption is not null
    and {{ whole_number("raw.followers") }} is not null
    and {{ whole_number("raw.following") }} is not null as is_complete,
    records.posted_at

from {{ ref("stg_records") }} as records

inner join {{ ref("stg_raw_records") }} as raw
    on
        records.reading_id = raw.reading_id
        and records.record_number = raw.record_number

where
    records.source_format = 'kaggle'
    and records.rejection_reason is null
    and {{ is_measured() }}
