select
    reason,
    count(*) as n_records

from {{ ref("rejected_records") }}

group by all
