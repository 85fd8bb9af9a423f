{#- The log odds of each row of `features` by the fit named `fit` (evaluation or serving), as they
    are served: those of the terms (select_scores) and those of the shapes, by their weight. One row
    per post_id and target.

    A curve is the contribution of its first bin, and a step at each end of a bin: one product of two
    lists sums the steps that lie below a post's values. -#}
{% macro select_served_scores(features, fit) -%}
with

of_terms as (

    {{ select_scores(features, fit) }}

),

names as (

    {{ select_value_names(features) }}

),

steps as (

    select
        *,
        contribution
        - coalesce(lag(contribution) over (
            partition by target, fit, feature order by above nulls first
        ), 0) as step

    from {{ ref("model_shapes") }}

),

curves as (

    select
        steps.target,
        steps.fit,
        sum(steps.step) filter (where steps.above is null) as first_bins,
        list(list_position(names.all_names, steps.feature) order by steps.feature, steps.above)
            filter (where steps.above is not null) as places,
        list(steps.above order by steps.feature, steps.above)
            filter (where steps.above is not null) as ends,
        list(steps.step order by steps.feature, steps.above)
            filter (where steps.above is not null) as steps

    from steps

    cross join names

    group by all

),

starts as (

    select
        starts.*,
        curves.* exclude (target, fit),
        list_position(names.all_names, starts.anchor) as place_of_anchor,
        list_position(names.all_names, starts.spread) as place_of_spread

    from {{ ref("shape_starts") }} as starts

    inner join curves
        on
            starts.target = curves.target
            and starts.fit = curves.fit

    cross join names

),

told as (

    select
        of_terms.*,
        starts.shapes_weight,
        starts.margin_intercept,
        starts.margin_slope,
        coalesce(of_terms.all_values[starts.place_of_anchor], 0) as anchor,
        coalesce(of_terms.all_values[starts.place_of_spread], 1) as spread,
        starts.first_bins + coalesce(list_dot_product(
            list_transform(
                list_zip(
                    list_select(of_terms.all_values, starts.places), starts.ends
                ),
                lambda pair: cast(pair[1] > pair[2] as double)
            ),
            starts.steps
        ), 0) as beyond

    from of_terms

    left join starts
        on
            of_terms.target = starts.target
            and of_terms.fit = starts.fit

)

select
    post_id,
    target,
    fit,
    standardised,
    case
        when shapes_weight is null then log_odds
        else (1 - shapes_weight) * log_odds
            + shapes_weight * (margin_intercept + margin_slope * (anchor + beyond) / spread)
    end as log_odds

from told
{%- endmacro %}
