select
    records.*,
    versions.is_newest as is_last_version,
    posts.is_mature

from {{ ref("notebook_records") }} as records

inner join {{ ref("int_post_versions") }} as versions
    on
        records.source_file = versions.source_file
        and records.record_number = versions.record_number

inner join {{ ref("posts") }} as posts
    on records.post_id = posts.post_id

where {{ is_evaluated("posts.account_id") }}
