-- Of the serving fit, where its shapes count: the twelve features whose curves reach furthest.
with

curves as (

    select
        shapes.target,
        shapes.feature,
        shapes.above,
        shapes.up_to,
        shapes.contribution,
        fits.shapes_weight as weight,
        max(shapes.contribution) over curve - min(shapes.contribution) over curve as reach

    from {{ ref("model_shapes") }} as shapes

    inner join {{ ref("model_fits") }} as fits
        on
            shapes.target = fits.target
            and shapes.fit = fits.fit

    where shapes.fit = 'serving' and fits.shapes_weight > 0 and shapes.feature != 'intercept'

    window curve as (partition by shapes.target, shapes.feature)

)

select
    *,
    {{ in_words("feature") }} as feature_words,
    dense_rank() over (partition by target order by reach desc, feature) as position

from curves

where reach > 0

qualify position <= 12
