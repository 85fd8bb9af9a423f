{#- The log odds of each row of `features` by the fit named `fit` (evaluation or serving), as they
    are served: those of the terms (select_scores) and those of the shapes, by their weight. One row
    per post_id and target.

    A curve is the contribution of its first bin, and a step at each end of a bin: one product of two
    lists sums the steps that lie below a post's values. No step is read twice here: DuckDB would write
    it down, and work out what nobody asks for, as the standardised features. -#}
{% macro select_served_scores(features, fit) -%}
with

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
        any_value(names.all_names) as all_names,
        {{ total_of(list_in_order("steps.step", ["steps.feature"], "steps.above is null")) }}
            as first_bins,
        {{ list_in_order(
            record_of({
                "place": place_of("names.all_names", "steps.feature"), "above": "steps.above"
            }),
            ["steps.feature", "steps.above"],
            "steps.above is not null"
        ) }} as later_bins,
        {{ list_in_order(
            "steps.step", ["steps.feature", "steps.above"], "steps.above is not null"
        ) }} as steps

    from steps

    cross join names

    group by steps.target, steps.fit

),

starts as (

    select
        starts.*,
        {{ all_but(["target", "fit", "all_names"], "curves") }},
        {{ place_of("curves.all_names", "starts.anchor") }} as place_of_anchor,
        {{ place_of("curves.all_names", "starts.spread") }} as place_of_spread

    from {{ ref("shape_starts") }} as starts

    inner join curves
        on
            starts.target = curves.target
            and starts.fit = curves.fit

)

select
    told.post_id,
    told.target,
    told.fit,
    told.standardised,
    case
        when told.shapes_weight is null then told.log_odds
        else (1 - told.shapes_weight) * told.log_odds
            + told.shapes_weight
            * (told.margin_intercept + told.margin_slope * (told.anchor + told.beyond) / told.spread)
    end as log_odds

from (

    select
        of_terms.*,
        starts.shapes_weight,
        starts.margin_intercept,
        starts.margin_slope,
        coalesce({{ element("of_terms.all_values", "starts.place_of_anchor") }}, 0) as anchor,
        coalesce({{ element("of_terms.all_values", "starts.place_of_spread") }}, 1) as spread,
        starts.first_bins + coalesce({{ dot_product(
            each(
                "starts.later_bins",
                "bin",
                "cast(" ~ element("of_terms.all_values", "bin.place") ~ " > bin.above as double)"
            ),
            "starts.steps"
        ) }}, 0) as beyond

    from (
        {{ select_scores(features, fit) }}
    ) as of_terms

    left join starts
        on
            of_terms.target = starts.target
            and of_terms.fit = starts.fit

) as told
{%- endmacro %}
