{{ config(tags=["drafts"]) }}
select
    draft_id,
    target,
    ci_low,
    p_high,
    ci_high

from {{ ref("draft_predictions") }}

where not p_high between coalesce(ci_low, p_high) and coalesce(ci_high, p_high)

union all

select
    draft_id || ' ' || change || ' ' || alternative as draft_id,
    target,
    ci_low,
    difference as p_high,
    ci_high

from {{ ref("draft_alternatives") }}

where not difference between coalesce(ci_low, difference) and coalesce(ci_high, difference)
