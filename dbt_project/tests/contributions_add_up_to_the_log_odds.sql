{{ config(tags=["drafts"]) }}
select
    scores.draft_id,
    scores.target,
    scores.log_odds,
    calibrations.intercept
    + calibrations.slope * (
        (1 - coalesce(starts.shapes_weight, 0)) * terms.coefficient
        + coalesce(
            starts.shapes_weight * (
                starts.margin_intercept
                + starts.margin_slope * (starts.intercept + starts.mean_anchor)
                / starts.mean_spread
            ),
            0
        )
    )
    + coalesce(list_sum(contributions.contributions), 0) as added_up

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

left join {{ ref("shape_starts") }} as starts
    on
        scores.target = starts.target
        and scores.fit = starts.fit

left join {{ ref("draft_contributions") }} as contributions
    on
        scores.draft_id = contributions.draft_id
        and scores.target = contributions.target

where
    scores.change = 'as planned'
    and abs(scores.log_odds - added_up) > 1e-9
