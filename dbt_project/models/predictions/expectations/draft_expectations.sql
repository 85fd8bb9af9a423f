with

planned as (

    select *

    from {{ ref("int_draft_variants") }}

    where change = 'as planned'

),

-- A draft and media type share one history.
histories as (

    select
        planned.post_id,
        history.* exclude (post_id)

    from planned

    inner join {{ ref("draft_history") }} as history
        on planned.history_id = history.post_id

),

bases as (

    {{ select_expectation_bases("planned", "histories") }}

),

features as (

    select features.*

    from {{ ref("draft_features") }} as features

    inner join planned
        on features.post_id = planned.post_id

),

expectations as (

    {{ select_expectations("features", "bases", "serving") }}

),

ranges as (

    {{ select_ranges("expectations", "serving", "as draft") }}

)

select
    planned.draft_id,
    ranges.* exclude (post_id),
    (exp(bases.log_base) - 1) / if(ranges.measure = 'rate', bases.n_followers, 1) as usual

from ranges

inner join planned
    on ranges.post_id = planned.post_id

inner join bases
    on ranges.post_id = bases.post_id
