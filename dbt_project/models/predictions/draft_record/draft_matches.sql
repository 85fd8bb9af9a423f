-- The author may say which post a draft became (the column post_id). Otherwise it is the
-- account's post nearest to a planned time, if that is also the planned time nearest to it.
with

tied as (

    select
        draft_id,
        post_id,
        account_id

    from {{ ref("int_drafts") }}

    where post_id is not null

),

-- A plan that was changed while it still lay ahead was not carried out; one whose author
-- names a post is matched with no other.
plans as (

    select distinct
        draft_id,
        account_id,
        account_name,
        planned_at

    from {{ ref("draft_answers") }}

    where
        (next_known_until_at is null or next_known_until_at >= planned_at)
        and draft_id not in (select draft_id from tied)

),

linked as (

    select
        tied.draft_id,
        posts.post_id,
        posts.posted_at,
        'post_id' as matched_by

    from tied

    inner join {{ ref("posts") }} as posts
        on
            tied.post_id = posts.post_id
            and tied.account_id = posts.account_id

),

near as (

    select
        plans.draft_id,
        plans.planned_at,
        posts.post_id,
        posts.posted_at,
        abs(epoch(posts.posted_at) - epoch(plans.planned_at)) as gap_seconds

    from plans

    inner join {{ ref("posts") }} as posts
        on
            -- An account that was new then has only its name in common.
            (
                plans.account_id = posts.account_id
                or (
                    plans.account_id like 'not in the warehouse: %'
                    and lower(plans.account_name) = lower(posts.account_name)
                )
            )
            and posts.posted_at
            between plans.planned_at - to_hours({{ var("draft_match_hours") }})
            and plans.planned_at + to_hours({{ var("draft_match_hours") }})

    where posts.post_id not in (select post_id from linked)

)

select
    draft_id,
    post_id,
    matched_by,
    cast(null as timestamp) as planned_at,
    posted_at

from linked

union all

select
    draft_id,
    post_id,
    'account and time' as matched_by,
    planned_at,
    posted_at

from near

qualify
    row_number() over (partition by draft_id, planned_at order by gap_seconds, post_id) = 1
    and row_number() over (partition by post_id order by gap_seconds, draft_id) = 1
