select
    *,
    {{ shown_file("source_file", "source_file") }} as file_name

from {{ ref("row_accounting") }}
