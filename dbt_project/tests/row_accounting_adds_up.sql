select *

from {{ ref("row_accounting") }}

where n_records != n_rejected + n_duplicates + n_account_readings + n_posts
