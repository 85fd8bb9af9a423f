{{ config(tags=["drafts"]) }}
-- An answer given once the warehouse held the post would be no prediction.
select
    outcomes.draft_id,
    outcomes.target,
    outcomes.posted_at,
    outcomes.predicted_at,
    said.known_until_at

from {{ ref("draft_outcomes") }} as outcomes

left join {{ ref("draft_log") }} as said
    on
        outcomes.draft_id = said.draft_id
        and outcomes.target = said.target
        and outcomes.predicted_at = said.said_at
        and outcomes.p_high = said.p_high

where said.draft_id is null or said.known_until_at >= outcomes.posted_at
