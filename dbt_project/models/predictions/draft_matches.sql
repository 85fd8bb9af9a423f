-- The author may say which post a draft became (the column post_id). Otherwise it is the
-- account's post nearest to a planned time, if that is also the planned time nearest to it.
with

answers as (

    select
        *,
        lead(known_until_at) over (
            partition by draft_id, target
            order by said_at, run_id
        ) as next_known_until_at

    from {{ ref("draft_log") }}

),

-- A plan that was changed while it still lay ahead was not carried out.
plans as (

    select distinct
        draft_id,
        account_id,
        planned_at

    from answers

    where next_known_until_at is null or next_known_until_at >= planned_at

),

linked as (

    select
        drafts.draft_id,
        posts.post_id,
        posts.posted_at,
        'post_id' as matched_by

    from {{ ref("stg_drafts") }} as drafts

    inner join {{ ref("posts") }} as posts
        on drafts.post_id = posts.post_id

),

near as (

    select
        plans.draft_id,
        plans.planned_at,
        posts.post_id,
        posts.posted_at,
        'account and time' as matched_by,
        abs(epoch(posts.posted_at) - epoch(plans.planned_at)) as gap_seconds

    from plans

    inner join {{ ref("posts") }} as posts
        on
            plans.account_id = posts.account_id
            and posts.posted_at
            between plans.planned_at - to_hours({{ var("draft_match_hours") }})
            and plans.planned_at + to_hours({{ var("draft_match_hours") }})

    left join linked
        on plans.draft_id = linked.draft_id or posts.post_id = linked.post_id

    where linked.draft_id is null

),

nearest as (

    select *

    from near

    qualify
        row_number() over (
            partition by draft_id, planned_at
            order by gap_seconds, post_id
        ) = 1
        and row_number() over (
            partition by post_id
            order by gap_seconds, draft_id
        ) = 1

)

select
    draft_id,
    post_id,
    matched_by,
    posted_at
from linked

union all

select
    draft_id,
    post_id,
    matched_by,
    posted_at
from nearest
