-- What past posts would have been told as drafts: when a draft is scored, the likes of the
-- account's last days are still coming in.
with

scored as (

    {{ select_served_scores(ref("as_draft_features"), "evaluation") }}

),

told as (

    select
        scored.post_id,
        scored.target,
        scored.fit like '%cold_start' as is_cold_start,
        {{ told_log_odds("scored.log_odds") }} as told_log_odds,
        {{ told_variance("scored.standardised", "matrices.covariances", "scored.log_odds") }}
            as variance,
        {{ half_width_of("variance") }} as half_width,
        {{ probability_of("told_log_odds") }} as p_high,
        {{ probability_of("told_log_odds - half_width") }} as ci_low,
        {{ probability_of("told_log_odds + half_width") }} as ci_high

    from scored

    inner join {{ ref("covariance_matrices") }} as matrices
        on
            scored.target = matrices.target
            and scored.fit = matrices.fit

    inner join {{ ref("draft_calibrations") }} as calibrations
        on
            scored.target = calibrations.target
            and calibrations.fit = 'evaluation'

)

select
    labels.post_id,
    labels.account_id,
    labels.target,
    told.p_high,
    told.ci_low,
    told.ci_high,
    told.p_high >= {{ var("decision_threshold") }} as is_predicted_high,
    {{ interval_verdict("told.ci_low", "told.ci_high") }} as verdict,
    told.is_cold_start,
    labels.is_high

from {{ ref("evaluation_labels") }} as labels

inner join told
    on
        labels.post_id = told.post_id
        and labels.target = told.target

where labels.protocol = 'by_time' and labels.role = 'test'
