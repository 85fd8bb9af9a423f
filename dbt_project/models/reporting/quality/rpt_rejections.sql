select
    reason,
    count(*) as n_records,
    arg_min(source_file, (source_file, record_number)) as first_file,
    {{ shown_file("first_file", "parse_filename(first_file)") }} as first_file_name,
    arg_min(line_number, (source_file, record_number)) as first_line_number

from {{ ref("rejected_records") }}

group by all
