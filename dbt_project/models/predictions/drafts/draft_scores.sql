-- Every draft as planned and with one thing changed: the fit's own log odds, those that are
-- told after calibration, and the standardised features in the
-- order of model_covariances, from which the intervals are computed.
with

scored as (

    {{ select_served_scores(ref("draft_features"), "serving") }}

)

select
    scored.post_id,
    variants.draft_id,
    variants.change,
    variants.alternative,
    scored.target,
    scored.fit,
    scored.log_odds as own_log_odds,
    {{ told_log_odds("scored.log_odds") }} as log_odds,
    {{ probability_of(told_log_odds("scored.log_odds")) }} as p_high,
    scored.standardised

from scored

inner join {{ ref("int_draft_variants") }} as variants
    on scored.post_id = variants.post_id

inner join {{ ref("draft_calibrations") }} as calibrations
    on
        scored.target = calibrations.target
        and calibrations.fit = 'serving'
