-- A margin is divided by the account's own spread. What that makes of the constant part counts as
-- the spread's own contribution, what the anchor differs from the training posts' mean as its own.
with

names as (

    {{ select_value_names(ref("draft_features")) }}

),

vectors as (

    {{ select_value_vectors(ref("draft_features")) }}

),

fits as (

    select
        weights.*,
        starts.* exclude (target, fit, anchor, spread),
        list_transform(
            weights.bins,
            lambda bin: struct_pack(
                place := list_position(names.all_names, bin.feature),
                above := coalesce(bin.above, cast('-infinity' as double)),
                up_to := coalesce(bin.up_to, cast('infinity' as double))
            )
        ) as placed_bins,
        list_position(names.all_names, starts.anchor) as place_of_anchor,
        list_position(names.all_names, starts.spread) as place_of_spread

    from {{ ref("concept_weights") }} as weights

    left join {{ ref("shape_starts") }} as starts
        on
            weights.target = starts.target
            and weights.fit = starts.fit

    cross join names

),

valued as (

    select
        scores.draft_id,
        scores.target,
        scores.log_odds,
        scores.p_high,
        scores.standardised,
        fits.*,
        vectors.all_values,
        coalesce(vectors.all_values[fits.place_of_anchor], fits.mean_anchor) as anchor,
        coalesce(vectors.all_values[fits.place_of_spread], 1) as spread,
        fits.shapes_weight * fits.margin_slope / spread as log_odds_per_unit

    from {{ ref("draft_scores") }} as scores

    inner join fits
        on
            scores.target = fits.target
            and scores.fit = fits.fit

    inner join vectors
        on scores.post_id = vectors.post_id

    where scores.change = 'as planned'

),

told as (

    select
        valued.*,
        valued.standardised
        || list_transform(
            valued.placed_bins,
            lambda bin: if(
                valued.all_values[bin.place] > bin.above
                and valued.all_values[bin.place] <= bin.up_to,
                valued.log_odds_per_unit,
                0
            )
        )
        || if(
            valued.log_odds_per_unit is null,
            [],
            [
                valued.log_odds_per_unit * (valued.anchor - valued.mean_anchor),
                valued.log_odds_per_unit
                * (valued.intercept + valued.mean_anchor)
                * (1 - valued.spread / valued.mean_spread)
            ]
        ) as parts

    from valued

)

select
    told.draft_id,
    told.target,
    told.log_odds,
    told.p_high,
    told.concepts,
    list_transform(
        told.weights,
        lambda weights: calibrations.slope * list_dot_product(told.parts, weights)
    ) as contributions

from told

inner join {{ ref("draft_calibrations") }} as calibrations
    on
        told.target = calibrations.target
        and calibrations.fit = 'serving'
