select
    column_name,
    reason,
    is_known_before_posting

from {{ ref("column_availability") }}
