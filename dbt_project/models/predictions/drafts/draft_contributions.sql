{{ config(materialized="view") }}

-- Features that say the same thing (two coordinates of one hour) count as one concept.
with

concepts as (

    select
        terms.target,
        terms.fit,
        concepts.concept,
        list(terms.position order by terms.position) as places,
        list(terms.coefficient order by terms.position) as coefficients

    from {{ ref("model_terms") }} as terms

    inner join {{ ref("feature_concepts") }} as concepts
        on terms.term = concepts.column_name

    group by all

),

summed as (

    select
        scores.draft_id,
        scores.target,
        concepts.concept,
        calibrations.slope * (
            (1 - fits.shapes_weight) * list_dot_product(
                list_select(scores.standardised, concepts.places), concepts.coefficients
            )
            + coalesce(of_shapes.contribution, 0)
        ) as contribution,
        scores.p_high,
        scores.log_odds

    from {{ ref("draft_scores") }} as scores

    inner join concepts
        on
            scores.target = concepts.target
            and scores.fit = concepts.fit

    inner join {{ ref("draft_calibrations") }} as calibrations
        on
            scores.target = calibrations.target
            and calibrations.fit = 'serving'

    inner join {{ ref("model_fits") }} as fits
        on
            scores.target = fits.target
            and scores.fit = fits.fit

    left join {{ ref("draft_shape_contributions") }} as of_shapes
        on
            scores.draft_id = of_shapes.draft_id
            and scores.target = of_shapes.target
            and concepts.concept = of_shapes.concept

    where scores.change = 'as planned'

)

select
    draft_id,
    target,
    concept,
    contribution,
    p_high - {{ probability_of("log_odds - contribution") }} as difference

from summed
