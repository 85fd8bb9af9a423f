select
    records.*,
    row_number() over (
        partition by records.post_id
        order by records.source_file desc, records.record_number desc
    ) = 1 as is_last_version,
    posts.is_mature

from {{ ref("notebook_records") }} as records

inner join {{ ref("posts") }} as posts
    on records.post_id = posts.post_id
