select
    source_file,
    reason

from {{ ref("stg_found_files") }}

where reason is not null
