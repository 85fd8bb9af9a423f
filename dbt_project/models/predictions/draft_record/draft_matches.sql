-- The author may say which post a draft became (the column post_id). Otherwise it is the
-- account's post near the planned time that is most like the plan: in time, words and format. A
-- post that is like it in time alone is not: the plan was given up.
with

tied as (

    select
        draft_id,
        post_id,
        account_id

    from {{ ref("int_drafts") }}

    where post_id is not null

),

-- A plan that was changed while it still lay ahead was not carried out, unless its id was used
-- again for another post; one whose author names a post is matched with no other.
plans as (

    select distinct
        draft_id,
        account_id,
        account_name,
        media_type,
        caption,
        planned_at

    from {{ ref("draft_answers") }}

    where
        (
            next_known_until_at is null
            or next_known_until_at >= planned_at
            or {{ is_another_post(
                "media_type", "caption", "next_media_type", "next_caption"
            ) }}
        )
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
        abs(epoch(posts.posted_at) - epoch(plans.planned_at)) as gap_seconds,
        gap_seconds / (3600.0 * {{ var("draft_match_hours") }})
        + 1 - coalesce({{ shared_words("plans.caption", "posts.caption") }}, 0)
        + coalesce(plans.media_type != posts.media_type, false)::integer as distance

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

    where
        posts.post_id not in (select post_id from linked)
        and not {{ is_another_post(
            "plans.media_type", "plans.caption", "posts.media_type", "posts.caption"
        ) }}

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
    'account and likeness' as matched_by,
    planned_at,
    posted_at

from near

qualify
    row_number() over (partition by draft_id, planned_at order by distance, post_id) = 1
    and row_number() over (partition by post_id order by distance, draft_id) = 1
