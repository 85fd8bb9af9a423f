select * from {{ ref("row_accounting") }}
