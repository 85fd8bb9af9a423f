select
    *,
    {{ shown_file(
        "source_file", "regexp_extract(source_file, '([^/\\\\]+[/\\\\])?[^/\\\\]+$')"
    ) }} as file_name

from {{ ref("row_accounting") }}
