select
    target,
    is_high,
    floor(p_high * 20) / 20 as bin_low,
    count(*) as n_posts

from {{ ref("classifier_scores") }}

where protocol = 'by_time' and classifier = 'served'

group by all
