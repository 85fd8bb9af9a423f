{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="append_new_columns",
    full_refresh=false
) }}

-- What was said, and when. An answer that repeats the last one to its draft is not logged,
-- unless that was given before it was recorded which posts are held.
with

known as (

    select
        max(observed_at) as known_until,
        {{ are_synthetic() }} as is_synthetic

    from {{ ref("posts") }}

),

known_accounts as (

    select
        account_id,
        max(observed_at) as known_until

    from {{ ref("posts") }}

    group by account_id

),

recorded as (

    select min(first_held_at) as began_at from {{ ref("held_posts") }}

),

drafts as (

    select
        draft_id,
        media_type,
        caption,
        md5(to_json(struct_pack(
            account := account_id,
            media_type := media_type,
            caption := caption,
            has_location := has_location,
            planned_at := planned_at
        ))) as content_hash

    from {{ ref("int_drafts") }}

    where not is_example and not is_typical

),

said as (

    select
        '{{ invocation_id }}' as run_id,
        predictions.draft_id,
        predictions.target,
        predictions.account_id,
        predictions.account_name,
        predictions.model_id,
        drafts.content_hash,
        predictions.p_high,
        predictions.ci_low,
        predictions.ci_high,
        predictions.threshold,
        predictions.is_predicted_high,
        predictions.is_cold_start,
        predictions.planned_at,
        -- Of an account without posts all files showed that it had none.
        coalesce(known_accounts.known_until, known.known_until) as known_until_at,
        cast('{{ run_started_at }}' as timestamptz) at time zone 'UTC' as said_at,
        drafts.media_type,
        drafts.caption,
        ranges.low_80,
        ranges.high_80

    from {{ ref("draft_predictions") }} as predictions

    inner join drafts
        on predictions.draft_id = drafts.draft_id

    left join {{ ref("draft_expectations") }} as ranges
        on
            predictions.draft_id = ranges.draft_id
            and ranges.measure = 'engagements'

    left join known_accounts
        on predictions.account_id = known_accounts.account_id

    cross join known

    -- Made-up posts are no past to tell anybody's future from.
    where not known.is_synthetic

)

select *

from said

{% if is_incremental() %}
    where
        not exists (
            select 1

            from (
                select *
                from {{ this }}
                qualify
                    row_number() over (
                        partition by draft_id, target
                        order by said_at desc, run_id desc
                    ) = 1
            ) as earlier

            where
                earlier.draft_id = said.draft_id
                and earlier.target = said.target
                and earlier.content_hash = said.content_hash
                and earlier.model_id = said.model_id
                and earlier.p_high = said.p_high
                and earlier.said_at >= (select recorded.began_at from recorded)
        )
{% endif %}
