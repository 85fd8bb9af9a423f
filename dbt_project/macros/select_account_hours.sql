{#- When accounts post, in `zones` (a query of `account_id, timezone`). Yields the columns of
    account_hours. A post counts for its hour, and is near to that one and its two neighbours. -#}
{% macro select_account_hours(zones) %}
with

cells as (

    select
        zones.account_id,
        zones.timezone,
        isodow({{ local_time("deviations.posted_at", "zones.timezone") }}) as weekday,
        hour({{ local_time("deviations.posted_at", "zones.timezone") }}) as hour,
        count(*) as n_posts

    from {{ ref("int_post_deviations") }} as deviations

    inner join ({{ zones }}) as zones
        on deviations.account_id = zones.account_id

    group by all

),

hours as (

    select
        account_id,
        timezone,
        hour,
        sum(n_posts) as n_posts

    from cells

    group by account_id, timezone, hour

),

near as (

    select
        *,
        unnest([-1, 0, 1]) as hours_on
    from hours

)

select
    *,
    cast(null as bigint) as n_near_posts

from cells

union all

select
    account_id,
    timezone,
    null as weekday,
    (hour + hours_on + 24) % 24 as hour,
    cast(coalesce(sum(n_posts) filter (where hours_on = 0), 0) as bigint) as n_posts,
    cast(sum(n_posts) as bigint) as n_near_posts

from near

group by account_id, timezone, (hour + hours_on + 24) % 24
{% endmacro %}
