select
    target,
    fit,
    term,
    cast(position as bigint) as position,
    -- Not a number where there is no estimate: one or two posts, or nothing fitted.
    case when not isnan(covariances[1]) then covariances end as covariances,
    moved

from {{ ref("logistic_terms") }}
