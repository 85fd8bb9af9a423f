select
    *,
    {{ in_words("classifier") }} as classifier_words

from {{ ref("roc_points") }}

where
    protocol = 'by_time'
    and classifier in ('served', 'account_history', 'followers_only')
