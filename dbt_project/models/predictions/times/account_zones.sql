-- An account's hours are told in UTC, and in the time zones that its planned posts name.
with

zones as (

    select
        account_id,
        'UTC' as timezone,
        cast(null as timestamp) as planned_at
    from {{ ref("int_accounts") }}

    union all

    select
        account_id,
        timezone,
        planned_at
    from {{ ref("int_drafts") }}
    where is_known_account and timezone is not null

)

select
    account_id,
    timezone,
    -- As the clocks stand when a post is planned.
    coalesce(
        (
            epoch({{ local_time("max(planned_at)", "timezone") }})
            - epoch(max(planned_at))
        ) / 3600,
        0.0
    ) as ahead_hours

from zones

group by account_id, timezone
