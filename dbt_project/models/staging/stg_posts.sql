-- A post is one post and an account one account, by whichever of their names a record knows them.
select
    records.source_file,
    records.record_number,
    records.source_format,
    coalesce(records.shortcode, codes.shortcode, records.media_number) as post_id,
    accounts.account_id,
    coalesce(records.account_name, accounts.account_id) as account_name,
    records.media_type,
    coalesce(records.caption, '') as caption,
    {{ python_dict_text("records.location", "name") }} as location_name,
    records.n_likes,
    records.n_comments,
    records.n_followers,
    -- CrowdTangle alone counts them when the post goes up.
    records.source_format = 'crowdtangle' as has_followers_at_posting,
    records.n_following,
    records.n_views,
    records.n_reach,
    records.n_shares,
    records.n_saves,
    records.n_new_follows,
    coalesce(records.location, '') not in ('', 'None', 'nan') as has_location,
    records.is_likes_hidden,
    records.is_time_rescaled,
    records.permalink,
    records.posted_at,
    records.observed_at

from {{ ref("stg_records") }} as records

inner join {{ ref("stg_account_links") }} as accounts
    on records.account_key = accounts.account_key

left join {{ ref("stg_post_links") }} as codes
    on
        records.shortcode is null
        and records.media_number = codes.media_number

where records.rejection_reason is null and not records.is_account_reading
