select
    target,
    {{ in_words("target") }} as target_words,
    actual,
    cast(coalesce(sum(n_posts) filter (where predicted = 'high'), 0) as bigint)
        as n_called_high,
    cast(coalesce(sum(n_posts) filter (where predicted = 'low'), 0) as bigint)
        as n_called_low

from {{ ref("confusion_matrix") }}

where protocol = 'by_time' and classifier = 'served'

group by target, actual
