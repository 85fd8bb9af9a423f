select
    splits.post_id,
    outcomes.account_id,
    splits.target,
    splits.protocol,
    splits.fold,
    splits.role,
    coalesce(outcomes.own_threshold, thresholds.threshold) as threshold,
    outcomes.outcome > coalesce(outcomes.own_threshold, thresholds.threshold) as is_high,
    {{ log_margin("coalesce(outcomes.own_threshold, thresholds.threshold)") }} as log_margin,
    outcomes.posted_at

from {{ ref("post_splits") }} as splits

inner join {{ ref("int_post_outcomes") }} as outcomes
    on
        splits.post_id = outcomes.post_id
        and splits.target = outcomes.target

left join {{ ref("split_thresholds") }} as thresholds
    on
        splits.target = thresholds.target
        and splits.protocol = thresholds.protocol
        and splits.fold = thresholds.fold

-- A fold without training posts has no threshold, hence no labels.
where coalesce(outcomes.own_threshold, thresholds.threshold) is not null
