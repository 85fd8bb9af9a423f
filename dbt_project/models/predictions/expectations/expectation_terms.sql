select
    target,
    fit,
    term,
    coefficient,
    mean,
    scale,
    cast(position as bigint) as position,
    penalty,
    lowest,
    highest,
    cast(n_posts as bigint) as n_posts

from {{ ref("linear_terms") }}
