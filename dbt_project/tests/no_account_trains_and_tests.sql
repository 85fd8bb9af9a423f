select
    target,
    protocol,
    fold,
    account_id

from {{ ref("split_labels") }}

where protocol in ('by_account', 'by_time_and_account')

group by all

having count(distinct role) > 1
