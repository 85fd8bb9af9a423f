select *

from {{ ref("row_accounting") }}

where n_records != n_rejected + n_duplicates + n_posts
