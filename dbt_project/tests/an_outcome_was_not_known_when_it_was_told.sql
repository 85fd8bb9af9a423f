{{ config(tags=["drafts"]) }}
-- An answer given once the warehouse held the post would be no prediction. Answers of before
-- that was recorded were judged by the times beside them.
select
    outcomes.draft_id,
    outcomes.target,
    outcomes.posted_at,
    outcomes.predicted_at,
    held.first_held_at,
    said.predicts_after_at

from {{ ref("draft_outcomes") }} as outcomes

left join {{ ref("draft_answers") }} as said
    on
        outcomes.draft_id = said.draft_id
        and outcomes.target = said.target
        and outcomes.predicted_at = said.said_at
        and outcomes.p_high = said.p_high

left join {{ ref("held_posts") }} as held
    on outcomes.post_id = held.post_id

where
    said.draft_id is null
    or said.predicts_after_at >= outcomes.posted_at
    or held.first_held_at <= outcomes.predicted_at
