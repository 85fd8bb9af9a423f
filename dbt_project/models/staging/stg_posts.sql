select
    source_file,
    record_number,
    shortcode as post_id,
    cast({{ whole_number("owner_id") }} as varchar) as account_id,
    coalesce(nullif(trim(owner_name), ''), account_id) as account_name,
    case
        when {{ truth("is_video") }} then 'video'
        when {{ truth("multiple_images") }} then 'carousel'
        else 'image'
    end as media_type,
    coalesce(caption, '') as caption,
    {{ python_dict_text("location", "name") }} as location_name,
    {{ whole_number("likes") }} as n_likes,
    {{ whole_number("comments") }} as n_comments,
    -- An account without a readable number of followers has none recorded; zero
    -- is kept, and gives no rate.
    case when {{ whole_number("followers") }} >= 0 then {{ whole_number("followers") }} end
        as n_followers,
    case when {{ whole_number("following") }} >= 0 then {{ whole_number("following") }} end
        as n_following,
    coalesce(location, '') not in ('', 'None', 'nan') as has_location,
    {{ epoch_units("created_at") }} > 1 as is_time_rescaled,
    {{ utc_timestamp("created_at") }} as posted_at

from {{ ref("stg_records") }}

where rejection_reason is null
