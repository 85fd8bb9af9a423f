select
    records.source_file,
    records.record_number,
    records.line_number,
    records.rejection_reason as reason,
    raw.record

from {{ ref("stg_records") }} as records

inner join {{ ref("stg_raw_records") }} as raw
    on
        records.reading_id = raw.reading_id
        and records.record_number = raw.record_number

where records.rejection_reason is not null
