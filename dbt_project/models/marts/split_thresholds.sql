-- The cut-off is learned from training posts only: a test post must not help decide
-- what "high" means.
select
    splits.target,
    splits.protocol,
    splits.fold,
    {{ number_at_share("outcomes.outcome", var("threshold_quantile")) }} as threshold,
    count(*) as n_training_posts

from {{ ref("post_splits") }} as splits

inner join {{ ref("int_post_outcomes") }} as outcomes
    on
        splits.post_id = outcomes.post_id
        and splits.target = outcomes.target

where splits.role = 'train' and splits.target = 'above_median'

group by all
