{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="append_new_columns",
    full_refresh=false
) }}

-- A row is written once, when the post has come of age, and never again. Its answer is the
-- last one that was given before the warehouse held the post.
with

answered as (

    select
        said.* exclude (
            run_id, said_at, known_until_at, content_hash, predicts_after_at, next_known_until_at
        ),
        said.said_at as predicted_at,
        matches.post_id,
        matches.matched_by

    from {{ ref("draft_matches") }} as matches

    inner join {{ ref("held_posts") }} as held
        on matches.post_id = held.post_id

    inner join {{ ref("draft_answers") }} as said
        on
            matches.draft_id = said.draft_id
            and held.first_held_at > said.said_at
            and matches.posted_at > said.predicts_after_at
            and said.planned_at = coalesce(matches.planned_at, said.planned_at)

    qualify
        row_number() over (
            partition by matches.post_id, said.target
            order by said.said_at desc, said.run_id desc
        ) = 1

),

judged as (

    select
        answered.* exclude (threshold),
        posts.n_judged_likes as n_likes,
        posts.n_judged_comments as n_comments,
        (posts.n_judged_likes + posts.n_judged_comments) / nullif(posts.n_followers, 0)
            as engagement_rate,
        -- What was called high then; an account's usual is that at its post.
        coalesce(answered.threshold, labels.threshold) as threshold,
        case
            when answered.target = 'above_median'
                then (posts.n_judged_likes + posts.n_judged_comments) / nullif(posts.n_followers, 0)
            else posts.n_judged_likes + posts.n_judged_comments
        end
        > coalesce(answered.threshold, labels.threshold) as is_high,
        posts.posted_at

    from answered

    inner join {{ ref("posts") }} as posts
        on answered.post_id = posts.post_id

    inner join {{ ref("post_labels") }} as labels
        on
            answered.post_id = labels.post_id
            and answered.target = labels.target

    where labels.is_eligible

)

select
    draft_id,
    target,
    post_id,
    account_id,
    account_name,
    model_id,
    matched_by,
    n_likes,
    n_comments,
    engagement_rate,
    threshold,
    p_high,
    ci_low,
    ci_high,
    is_predicted_high,
    is_cold_start,
    is_high,
    is_predicted_high = is_high as is_right,
    planned_at,
    posted_at,
    predicted_at,
    cast('{{ run_started_at }}' as timestamptz) at time zone 'UTC' as recorded_at,
    low_80,
    high_80,
    n_likes + n_comments between low_80 and high_80 as is_in_range

from judged

{% if is_incremental() %}
    where
        not exists (
            select 1

            from {{ this }} as earlier

            where
                earlier.target = judged.target
                and (
                    earlier.post_id = judged.post_id
                    or (
                        earlier.draft_id = judged.draft_id
                        and earlier.planned_at = judged.planned_at
                    )
                )
        )
{% endif %}
