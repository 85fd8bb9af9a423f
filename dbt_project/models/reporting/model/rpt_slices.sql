select
    *,
    {{ in_words("target") }} as target_words,
    {{ in_words("protocol") }} as protocol_words,
    {{ in_words("slice") }} as slice_words,
    {{ word_position("dimension") }} as dimension_position,
    {{ word_position("slice") }} as slice_position

from {{ ref("metrics_by_slice") }}

where
    metric = 'roc_auc'
    and value is not null
    -- Months of accounts never seen are too many to read, and no other question.
    and (dimension != 'month' or protocol = 'by_time')
