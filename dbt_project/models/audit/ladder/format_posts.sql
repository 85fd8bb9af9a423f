select
    post_id,
    account_id,
    engagement_rate,
    unnest([media_type, case media_type when 'carousel' then 'several' else 'single' end])
        as format

from {{ ref("posts") }}

where
    engagement_rate is not null
    and media_type is not null
    and {{ is_evaluated("account_id") }}
