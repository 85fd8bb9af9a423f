select
    source_file,
    record_number,
    source_format,
    post_id,
    account_id,
    coalesce(account_name, account_id) as account_name,
    media_type,
    coalesce(caption, '') as caption,
    {{ python_dict_text("location", "name") }} as location_name,
    n_likes,
    n_comments,
    n_followers,
    n_following,
    n_views,
    n_reach,
    n_shares,
    n_saves,
    n_new_follows,
    coalesce(location, '') not in ('', 'None', 'nan') as has_location,
    is_likes_hidden,
    is_time_rescaled,
    permalink,
    posted_at,
    observed_at

from {{ ref("stg_records") }}

where rejection_reason is null and not is_account_reading
