-- A margin is divided by the account's own spread. What that makes of the constant part counts as
-- the spread's own contribution, what the anchor differs from the training posts' mean as its own.
with

planned as (

    select
        scores.draft_id,
        scores.target,
        scores.fit,
        starts.shapes_weight * starts.margin_slope
        / if(features.has_history, features.past_spread, 1) as log_odds_per_unit,
        features.* exclude (post_id)

    from {{ ref("draft_scores") }} as scores

    inner join {{ ref("shape_starts") }} as starts
        on
            scores.target = starts.target
            and scores.fit = starts.fit

    inner join {{ ref("draft_features") }} as features
        on scores.post_id = features.post_id

    where scores.change = 'as planned'

),

numbers as (

    select
        draft_id,
        target,
        fit,
        log_odds_per_unit,
        cast(columns(* exclude (draft_id, target, fit, log_odds_per_unit)) as double)

    from planned

),

valued as (

    unpivot numbers
    on columns(* exclude (draft_id, target, fit, log_odds_per_unit))
    into name feature value value

)

select
    valued.draft_id,
    valued.target,
    concepts.concept,
    list_sum(list(
        valued.log_odds_per_unit * (
            shapes.contribution
            + if(valued.feature = starts.anchor, valued.value - starts.mean_anchor, 0)
            + if(
                valued.feature = starts.spread,
                (starts.intercept + starts.mean_anchor) * (1 - valued.value / starts.mean_spread),
                0
            )
        )
        order by valued.feature
    )) as contribution

from valued

inner join {{ ref("feature_concepts") }} as concepts
    on valued.feature = concepts.column_name

inner join {{ ref("shape_starts") }} as starts
    on
        valued.target = starts.target
        and valued.fit = starts.fit

inner join {{ ref("model_shapes") }} as shapes
    on
        valued.target = shapes.target
        and valued.fit = shapes.fit
        and valued.feature = shapes.feature
        and (shapes.above is null or valued.value > shapes.above)
        and (shapes.up_to is null or valued.value <= shapes.up_to)

group by all
