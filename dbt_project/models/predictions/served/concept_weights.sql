-- What log odds are made of, by kind: (1) the standardised features, (2) the bins of the curves,
-- (3) what the anchor and the spread of a margin do by themselves (shape_starts).
with

parts as (

    select
        terms.target,
        terms.fit,
        terms.term as feature,
        (1 - fits.shapes_weight) * terms.coefficient as weight,
        null as above,
        null as up_to,
        1 as kind,
        terms.position as place

    from {{ ref("model_terms") }} as terms

    inner join {{ ref("model_fits") }} as fits
        on
            terms.target = fits.target
            and terms.fit = fits.fit

    union all

    select
        shapes.target,
        shapes.fit,
        shapes.feature,
        shapes.contribution as weight,
        shapes.above,
        shapes.up_to,
        2 as kind,
        row_number() over (
            partition by shapes.target, shapes.fit order by shapes.feature, shapes.above
        ) as place

    from {{ ref("model_shapes") }} as shapes

    inner join {{ ref("shape_starts") }} as starts
        on
            shapes.target = starts.target
            and shapes.fit = starts.fit

    where shapes.feature != 'intercept'

    union all

    select
        target,
        fit,
        unnest([anchor, spread]) as feature,
        1 as weight,
        null as above,
        null as up_to,
        3 as kind,
        unnest([1, 2]) as place

    from {{ ref("shape_starts") }}

),

-- Features that say the same thing (two coordinates of one hour) count as one concept; the
-- intercept is of none.
known as (

    select
        parts.*,
        named.concept

    from parts

    left join {{ ref("feature_concepts") }} as named
        on parts.feature = named.column_name

),

concepts as (

    select distinct
        target,
        fit,
        concept

    from known

    where concept is not null

),

weighed as (

    select
        concepts.target,
        concepts.fit,
        concepts.concept,
        list(
            if(known.concept = concepts.concept, known.weight, 0)
            order by known.kind, known.place
        ) as weights,
        coalesce(
            list(
                struct_pack(
                    feature := known.feature, above := known.above, up_to := known.up_to
                )
                order by known.place
            ) filter (where known.kind = 2), []
        ) as bins

    from concepts

    inner join known
        on
            concepts.target = known.target
            and concepts.fit = known.fit

    group by all

)

select
    target,
    fit,
    list(concept order by concept) as concepts,
    list(weights order by concept) as weights,
    any_value(bins) as bins

from weighed

group by all
