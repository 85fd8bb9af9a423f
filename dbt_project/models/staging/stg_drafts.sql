select
    draft_id,
    account,
    media_type,
    caption,
    location_name,
    timezone,
    post_id,
    {{ whole_number("followers") }} as n_followers,
    source_file like '%{{ sample_drafts() }}' as is_example,
    planned_for as planned_at,
    source_file

from {{ ref("stg_draft_records") }}

where rejection_reason is null
