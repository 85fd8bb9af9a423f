-- Rows with a post_id have gone up; where they stand.
select
    drafts.draft_id,
    drafts.post_id,
    case
        when posts.post_id is null then 'its post is in no export yet'
        when posts.account_id != drafts.account_id then 'its post is of another account'
        when count(outcomes.post_id) > 0 then 'it came of age: see "Did it come true?"'
        when
            not bool_or(
                coalesce(
                    said.said_at < held.first_held_at
                    and said.predicts_after_at < posts.posted_at,
                    false
                )
            )
            then 'no answer was given before its post was known'
        else 'its post is too young, or cannot be judged'
    end as state

from {{ ref("int_drafts") }} as drafts

left join {{ ref("posts") }} as posts
    on drafts.post_id = posts.post_id

left join {{ ref("held_posts") }} as held
    on drafts.post_id = held.post_id

left join {{ ref("draft_answers") }} as said
    on drafts.draft_id = said.draft_id

left join {{ ref("draft_outcomes") }} as outcomes
    on drafts.post_id = outcomes.post_id

where drafts.post_id is not null

group by drafts.draft_id, drafts.post_id, drafts.account_id, posts.post_id, posts.account_id
