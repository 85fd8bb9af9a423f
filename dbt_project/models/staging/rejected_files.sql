select
    source_file,
    reason

from {{ ref("stg_found_files") }}

where reason is not null

union all by name

select
    source_file,
    'holds no records; export it again' as reason

from {{ ref("stg_read_files") }} as files

anti join {{ ref("stg_records") }} as records
    on files.source_file = records.source_file
