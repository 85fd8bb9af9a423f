-- An answer is a prediction of a post that the warehouse did not hold yet. That is recorded post
-- by post (held_posts); of answers older than that record, and of posts that no export showed
-- although they were up, only times can tell.
with

recorded as (

    select min(first_held_at) as began_at from {{ ref("held_posts") }}

),

dated as (

    select
        said.*,
        -- A planned time is after every post that the warehouse held, and no post is of the
        -- future: a time that says otherwise came from another data set or a wrong clock.
        case
            when
                said.known_until_at < said.planned_at
                and said.known_until_at <= said.said_at
                then said.known_until_at
        end as dated_until_at,
        coalesce(said.said_at >= recorded.began_at, false) as is_recorded,
        said.account_id in (select account_id from {{ ref("posts") }}) as is_held_account,
        -- Of an account that was not in the warehouse nothing was known, whatever the time.
        case
            when said.account_id like 'not in the warehouse: %'
                then (said.run_id, said.draft_id, said.target)
        end as own_answer

    from {{ ref("draft_log") }} as said

    cross join recorded

),

looked_back as (

    select
        *,
        max(dated_until_at) over (
            partition by account_id, own_answer
            order by said_at
        ) as account_until_at,
        -- Before the record began, a file was known for all of its accounts together.
        max(dated_until_at) filter (where not is_recorded and is_held_account) over (
            order by said_at
        ) as together_until_at

    from dated

)

select
    * exclude (
        dated_until_at,
        is_recorded,
        is_held_account,
        own_answer,
        account_until_at,
        together_until_at
    ),
    greatest(
        account_until_at,
        case when is_held_account then together_until_at end,
        -- Where nothing else tells what was held, the planned time does.
        case
            when dated_until_at is null and not is_recorded
                then planned_at - to_microseconds(1)
        end,
        timestamp '-infinity'
    ) as predicts_after_at,
    lead(coalesce(dated_until_at, timestamp '-infinity')) over answers_in_order
        as next_known_until_at,
    lead(media_type) over answers_in_order as next_media_type,
    lead(caption) over answers_in_order as next_caption

from looked_back

window answers_in_order as (
    partition by draft_id, target
    order by said_at, run_id
)
