select
    reason,
    count(*) as n_records,
    parse_filename(arg_min(source_file, (source_file, record_number))) as first_file_name,
    arg_min(line_number, (source_file, record_number)) as first_line_number

from {{ ref("rejected_records") }}

group by all
