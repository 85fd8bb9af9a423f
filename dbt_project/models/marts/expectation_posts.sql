{{ config(materialized="view") }}

select
    features.*,
    bases.log_base,
    bases.log_first_base,
    outcomes.* exclude (post_id)

from {{ ref("expectation_outcomes") }} as outcomes

inner join {{ ref("post_features") }} as features
    on outcomes.post_id = features.post_id

inner join {{ ref("expectation_bases") }} as bases
    on outcomes.post_id = bases.post_id
