with

-- The evaluation fit's threshold; that of all eligible posts where none is old enough
-- to train on.
learned as (

    select
        target,
        {{ value_at_first("threshold", ["case protocol when 'by_time' then 1 else 2 end"]) }}
            as learned_threshold

    from {{ ref("split_thresholds") }}

    where protocol in ('by_time', 'serving')

    group by all

),

compared as (

    select
        outcomes.*,
        coalesce(outcomes.own_threshold, learned.learned_threshold) as threshold

    from {{ ref("int_post_outcomes") }} as outcomes

    left join learned
        on outcomes.target = learned.target

)

select
    post_id,
    target,
    ineligible_reason,
    threshold,
    is_eligible,
    case when is_eligible then outcome > threshold end as is_high

from compared
