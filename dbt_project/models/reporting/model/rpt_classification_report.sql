select
    target,
    {{ in_words("target") }} as target_words,
    classifier,
    {{ in_words("classifier") }} as classifier_words,
    class,
    precision,
    recall,
    f1,
    support,
    support_share

from {{ ref("classification_report") }}

where protocol = 'by_time' and classifier in ('served', 'account_history')
