select
    target,
    ineligible_reason as reason,
    count(*) as n_posts

from {{ ref("post_labels") }}

where not is_eligible

group by all
