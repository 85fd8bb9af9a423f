select *

from {{ ref("split_labels") }}

where
    protocol in ('by_time', 'serving')
    and role = 'train'
    and {{ is_sampled("account_id", var("max_fit_posts")) }}
