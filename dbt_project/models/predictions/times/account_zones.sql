select
    account_id,
    timezone,
    -- As the clocks stand when the last of its posts there is planned.
    (epoch({{ local_time("max(planned_at)", "timezone") }}) - epoch(max(planned_at))) / 3600
        as ahead_hours

from {{ ref("int_drafts") }}

where is_known_account and timezone != 'UTC'

group by account_id, timezone
