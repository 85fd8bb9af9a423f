select
    target,
    protocol,
    classifier,
    class,
    nullif(precision, cast('nan' as double)) as precision,
    nullif(recall, cast('nan' as double)) as recall,
    nullif(f1, cast('nan' as double)) as f1,
    support,
    -- What precision would be, were every post called this class.
    support / sum(support) over (partition by target, protocol, classifier) as support_share

from {{ ref("measured_classes") }}
