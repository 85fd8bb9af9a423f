select
    source_file,
    record_number,
    line_number,
    rejection_reason as reason,
    record

from {{ ref("stg_records") }}

where rejection_reason is not null
