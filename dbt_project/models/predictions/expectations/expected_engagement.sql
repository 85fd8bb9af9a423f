with

expectations as (

    {{ select_expectations(
        ref("post_features"), ref("expectation_bases"), "evaluation"
    ) }}

),

ranges as (

    {{ select_ranges("expectations", "evaluation", "known") }}

)

select
    ranges.post_id,
    ranges.measure,
    ranges.median,
    ranges.low_80,
    ranges.high_80,
    ranges.low_95,
    ranges.high_95,
    ranges.history,
    ranges.residual_basis,
    coalesce(outcomes.role = 'train', false) as is_in_sample

from ranges

left join {{ ref("expectation_outcomes") }} as outcomes
    on ranges.post_id = outcomes.post_id
