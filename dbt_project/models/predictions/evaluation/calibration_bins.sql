select
    target,
    protocol,
    classifier,
    cast(least(floor(p_high * 10), 9) as integer) as bin,
    avg(p_high order by p_high) as p_high,
    avg(cast(is_high as integer)) as high_share,
    count(*) as n_posts

from {{ ref("classifier_scores") }}

group by target, protocol, classifier, bin
