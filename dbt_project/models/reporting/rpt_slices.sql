select *

from {{ ref("metrics_by_slice") }}

where
    metric = 'roc_auc'
    and value is not null
    -- Months of accounts never seen are too many to read, and no other question.
    and (dimension != 'month' or protocol = 'by_time')
