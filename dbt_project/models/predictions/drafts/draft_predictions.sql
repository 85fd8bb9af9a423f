with

spread as (

    select
        scores.post_id,
        scores.draft_id,
        scores.target,
        scores.fit,
        scores.log_odds,
        scores.p_high,
        {{ told_variance(
            "scores.standardised", "matrices.covariances", "scores.own_log_odds"
        ) }} as variance,
        {{ half_width_of("variance") }} as half_width

    from {{ ref("draft_scores") }} as scores

    inner join {{ ref("covariance_matrices") }} as matrices
        on
            scores.target = matrices.target
            and scores.fit = matrices.fit

    inner join {{ ref("draft_calibrations") }} as calibrations
        on
            scores.target = calibrations.target
            and calibrations.fit = 'serving'

    where scores.change = 'as planned'

),

answered as (

    select
        drafts.draft_id,
        spread.target,
        drafts.account_id,
        drafts.account_name,
        fits.model_id,
        fits.threshold,
        -- No post without followers has ever been judged against a rate.
        spread.target != 'above_median' or features.has_followers as is_judgeable,
        if(is_judgeable, spread.p_high, fits.base_rate) as p_high,
        if(is_judgeable, spread.half_width, null) as known_half_width,
        {{ probability_of("spread.log_odds - known_half_width") }} as ci_low,
        {{ probability_of("spread.log_odds + known_half_width") }} as ci_high,
        {{ interval_verdict("ci_low", "ci_high") }} as interval_verdict,
        cast({{ var("decision_threshold") }} as double) as decision_threshold,
        drafts.is_known_account,
        spread.fit like '%cold_start' as is_cold_start,
        features.has_usual,
        features.n_past_posts,
        fits.is_fitted,
        fits.share_own,
        fits.n_posts as n_fit_posts,
        if(is_judgeable, reasoned.reasons, null) as reasons,
        drafts.planned_at

    from spread

    inner join {{ ref("int_drafts") }} as drafts
        on spread.draft_id = drafts.draft_id

    inner join {{ ref("draft_features") }} as features
        on spread.post_id = features.post_id

    inner join {{ ref("model_fits") }} as fits
        on
            spread.target = fits.target
            and spread.fit = fits.fit

    left join {{ ref("draft_reasons") }} as reasoned
        on
            spread.draft_id = reasoned.draft_id
            and spread.target = reasoned.target

),

-- How often past posts that were told the same, as drafts, came true.
checked as (

    select
        answered.*,
        hits.value as hit_rate,
        hits.ci_low as hit_rate_ci_low,
        hits.ci_high as hit_rate_ci_high,
        hits.n_posts as n_told_posts,
        coalesce(hits.ci_low > 0.5, false) as is_word_kept

    from answered

    left join {{ ref("as_draft_metrics") }} as hits
        on
            answered.target = hits.target
            and answered.interval_verdict = hits.verdict
            and hits.history = if(answered.is_cold_start, 'cold start', 'known')
            and hits.metric = 'hit_rate'

)

select
    draft_id,
    target,
    account_id,
    account_name,
    model_id,
    p_high,
    ci_low,
    ci_high,
    decision_threshold,
    threshold,
    p_high >= decision_threshold as is_predicted_high,
    is_cold_start,
    is_known_account,
    case
        when not is_fitted or not is_judgeable then 'not known'
        when target = 'above_own_usual' and not has_usual then 'no usual yet'
        when interval_verdict like 'probably%' and not is_word_kept then 'unproven'
        else interval_verdict
    end as verdict,
    interval_verdict,
    hit_rate,
    hit_rate_ci_low,
    hit_rate_ci_high,
    n_told_posts,
    coalesce(reasons, []) as reasons,
    {{ draft_note() }} as note,
    planned_at

from checked
