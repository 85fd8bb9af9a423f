select *

from {{ ref("split_labels") }}

where {{ is_evaluated("account_id") }}
