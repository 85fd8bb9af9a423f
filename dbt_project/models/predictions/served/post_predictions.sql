with

scored as (

    select
        *,
        {{ probability_of("log_odds") }} as p_high

    from (
        {{ select_served_scores(ref("post_features"), "evaluation") }}
    )

)

select
    scored.post_id,
    scored.target,
    fits.model_id,
    scored.p_high,
    scored.p_high >= {{ var("decision_threshold") }} as is_predicted_high,
    labels.is_high,
    case
        when splits.role is not null then splits.role
        -- Between the last training post and the first test post.
        when labels.is_eligible then 'embargo'
        else 'ineligible'
    end as evaluation_role,
    evaluation_role = 'train' as is_in_sample,
    not fits.is_fitted as is_base_rate

from scored

inner join {{ ref("model_fits") }} as fits
    on
        scored.target = fits.target
        and scored.fit = fits.fit

inner join {{ ref("post_labels") }} as labels
    on
        scored.post_id = labels.post_id
        and scored.target = labels.target

left join {{ ref("post_splits") }} as splits
    on
        scored.post_id = splits.post_id
        and scored.target = splits.target
        and splits.protocol = 'by_time'
