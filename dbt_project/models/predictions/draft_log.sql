{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="append_new_columns",
    full_refresh=false
) }}

{#- Nobody knew then what went up later: such an entry rests on a wrong time. -#}
{% set known_before
    = "(select max(known_until_at) from " ~ this ~ " where known_until_at <= said_at + interval 1 day)"
    if is_incremental() else "null" %}

-- What was said, and when. An answer that repeats the last one to its draft is not logged.
with

known as (

    select
        -- What an earlier export showed is known, even if an older one was built since.
        greatest(max(observed_at), {{ known_before }}) as known_until

    from {{ ref("posts") }}

),

drafts as (

    select
        draft_id,
        md5(to_json(struct_pack(
            account := account_id,
            media_type := media_type,
            caption := caption,
            has_location := has_location,
            planned_at := planned_at
        ))) as content_hash

    from {{ ref("int_drafts") }}

    where not is_example

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
        known.known_until as known_until_at,
        cast('{{ run_started_at }}' as timestamptz) at time zone 'UTC' as said_at

    from {{ ref("draft_predictions") }} as predictions

    inner join drafts
        on predictions.draft_id = drafts.draft_id

    cross join known

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
        )
{% endif %}
