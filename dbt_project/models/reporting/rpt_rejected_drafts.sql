select
    parse_filename(source_file) as file_name,
    record_number,
    draft_id,
    reason,
    count(*) over () as n_rejected

from {{ ref("rejected_drafts") }}

qualify row_number() over (order by source_file, record_number) <= 50
