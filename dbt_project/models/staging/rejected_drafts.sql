select
    source_file,
    record_number,
    line_number,
    draft_id,
    rejection_reason as reason,
    coalesce(record, '') as record

from {{ ref("stg_draft_records") }}

where rejection_reason is not null
