-- What past posts would have been told as drafts: when a draft is scored, the likes of the
-- account's last days are still coming in.
with

scored as (

    {{ select_scores(
        "(" ~ select_post_features(
            ref("posts"), ref("int_caption_features"), ref("int_as_draft_history")
        ) ~ ")",
        "evaluation"
    ) }}

)

select
    labels.post_id,
    labels.account_id,
    labels.target,
    {{ probability_of("scored.log_odds") }} as p_high,
    labels.is_high

from {{ ref("evaluation_labels") }} as labels

inner join scored
    on
        labels.post_id = scored.post_id
        and labels.target = scored.target

where labels.protocol = 'by_time' and labels.role = 'test'
