with

-- Of the young posts in the histories of the posts told: whose counts were read, whose drawn.
young as (

    select
        sum(n_young_posts) as n_young,
        sum(n_simulated_posts) as n_simulated

    from {{ ref("as_draft_history") }}

    where post_id in (select post_id from {{ ref("as_draft_scores") }})

)

select
    measured.target,
    measured.history,
    measured.verdict,
    measured.metric,
    nullif(measured.value, cast('nan' as double)) as value,
    nullif(measured.ci_low, cast('nan' as double)) as ci_low,
    nullif(measured.ci_high, cast('nan' as double)) as ci_high,
    measured.n_posts,
    measured.n_accounts,
    case
        when young.n_simulated = 0 and young.n_young > 0 then 'read'
        when young.n_simulated = young.n_young and young.n_young > 0 then 'simulated'
        when young.n_young > 0 then 'some of each'
        else 'none'
    end as early_counts

from {{ ref("measured_as_drafts") }} as measured

cross join young
