{{ config(tags=["drafts"]) }}
with

summed as (

    select
        draft_id,
        target,
        sum(contribution) as contribution

    from {{ ref("draft_contributions") }}

    group by all

)

select
    scores.draft_id,
    scores.target,
    scores.log_odds,
    calibrations.intercept + calibrations.slope * terms.coefficient
    + coalesce(summed.contribution, 0) as added_up

from {{ ref("draft_scores") }} as scores

inner join {{ ref("model_terms") }} as terms
    on
        scores.target = terms.target
        and scores.fit = terms.fit
        and terms.term = 'intercept'

inner join {{ ref("draft_calibrations") }} as calibrations
    on
        scores.target = calibrations.target
        and calibrations.fit = 'serving'

left join summed
    on
        scores.draft_id = summed.draft_id
        and scores.target = summed.target

where
    scores.change = 'as planned'
    and abs(scores.log_odds - added_up) > 1e-9
