{{ config(materialized="view") }}

with

starts as (

    select
        *,
        fit not like '%cold_start' as has_history,
        case
            when target = 'above_own_usual' then null
            when has_history then 'past_log_rate'
            else 'everyone_log_rate'
        end as anchor,
        if(has_history, 'past_spread', null) as spread

    from {{ ref("model_fits") }}

    where shapes_weight > 0

)

select
    starts.target,
    starts.fit,
    starts.shapes_weight,
    starts.margin_intercept,
    starts.margin_slope,
    starts.anchor,
    starts.spread,
    shapes.contribution as intercept,
    coalesce(anchors.mean, 0) as mean_anchor,
    coalesce(spreads.mean, 1) as mean_spread

from starts

inner join {{ ref("model_shapes") }} as shapes
    on
        starts.target = shapes.target
        and starts.fit = shapes.fit
        and shapes.feature = 'intercept'

left join {{ ref("model_terms") }} as anchors
    on
        starts.target = anchors.target
        and starts.fit = anchors.fit
        and starts.anchor = anchors.term

left join {{ ref("model_terms") }} as spreads
    on
        starts.target = spreads.target
        and starts.fit = spreads.fit
        and starts.spread = spreads.term
