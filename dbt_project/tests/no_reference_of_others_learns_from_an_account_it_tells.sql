select distinct
    others.told_half,
    others.account_id

from {{ ref("learning_curve_others") }} as others

inner join {{ ref("learning_curve_posts") }} as told
    on
        others.account_id = told.account_id
        and others.told_half = told.half
