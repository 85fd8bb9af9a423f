-- The interval is that of the change itself (delta method): both probabilities come from the
-- same coefficients and one calibration, so most of their uncertainty cancels out; the
-- calibration, which cannot change the sign, is taken as known. What the penalty moved is left out:
-- it draws a difference towards zero, not to the other side. It is wide enough to hold for
-- all alternatives of its kind at once: people look at the best of 168 hours.
with

compared as (

    select
        changed.*,
        changed.p_high - planned.p_high as difference,
        -- Where the change also changes the fit (the account's first post becomes known)
        -- there is no common interval.
        case
            when planned.fit = changed.fit
                then list_transform(
                    list_zip(changed.standardised, planned.standardised),
                    lambda pair: changed.p_high * (1 - changed.p_high) * pair[1]
                    - planned.p_high * (1 - planned.p_high) * pair[2]
                )
        end as gradient

    from {{ ref("draft_scores") }} as changed

    inner join {{ ref("draft_scores") }} as planned
        on
            changed.draft_id = planned.draft_id
            and changed.target = planned.target
            and planned.change = 'as planned'

    inner join {{ ref("draft_predictions") }} as predictions
        on
            changed.draft_id = predictions.draft_id
            and changed.target = predictions.target

    -- A base rate does not change with the post.
    where changed.change != 'as planned' and predictions.verdict != 'not known'

),

measured as (

    select
        compared.*,
        -- With about as few accounts as terms rounding can leave it below zero.
        pow(calibrations.slope, 2)
        * (
            {{ variance_of("compared.gradient", "matrices.covariances") }}
            - pow(list_dot_product(compared.gradient, matrices.moved), 2)
        ) as variance,
        {{ joint_normal_95("compared.change") }}
        * sqrt(case when variance >= 0 then variance end) as half_width

    from compared

    inner join {{ ref("covariance_matrices") }} as matrices
        on
            compared.target = matrices.target
            and compared.fit = matrices.fit

    inner join {{ ref("draft_calibrations") }} as calibrations
        on
            compared.target = calibrations.target
            and calibrations.fit = 'serving'

)

select
    measured.draft_id,
    measured.target,
    measured.change,
    measured.alternative,
    measured.p_high,
    measured.difference,
    measured.difference - measured.half_width as ci_low,
    measured.difference + measured.half_width as ci_high,
    case
        when measured.half_width is null then 'not known'
        when measured.difference - measured.half_width > 0 then 'better'
        when measured.difference + measured.half_width < 0 then 'worse'
        else 'inside the noise'
    end as verdict,
    changes.media_type,
    changes.n_hashtags,
    changes.n_caption_chars,
    changes.has_question,
    changes.posted_at

from measured

inner join {{ ref("int_draft_changes") }} as changes
    on
        measured.draft_id = changes.draft_id
        and measured.change = changes.change
        and measured.alternative = changes.alternative
