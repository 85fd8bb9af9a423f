-- In a local week an hour has the harmonics of its UTC moment. Those of its mean are over the
-- hour's middle.
with

clocks as (

    select cast(0 as double) as ahead_hours -- in UTC
    union
    select ahead_hours from {{ ref("account_zones") }}

),

moments as (

    select
        clocks.ahead_hours,
        weekdays.weekday,
        hours.hour,
        timestamp '2024-01-01 00:30' -- a Monday
        + to_hours(cast(24 * (coalesce(weekdays.weekday, 1) - 1) + hours.hour as integer))
        - to_minutes(cast(round(60 * clocks.ahead_hours) as integer)) as moment

    from clocks

    -- Null: the hour on whatever day.
    cross join (select unnest([1, 2, 3, 4, 5, 6, 7, null]) as weekday) as weekdays

    cross join (select unnest(range(24)) as hour) as hours

),

measured as (

    select
        *,
        if(weekday is null, 0.0, 1.0) as is_on_a_day,
        {{ week_harmonics("moment") }}

    from moments

),

listed as (

    select
        ahead_hours,
        weekday,
        hour,
        [
            1.0,
            is_on_a_day,
            hour_cos_1,
            hour_sin_1,
            hour_cos_2,
            hour_sin_2,
            hour_cos_3,
            hour_sin_3,
            is_on_a_day * week_cos_1,
            is_on_a_day * week_sin_1
        ] as terms

    from measured

)

select
    *,
    flatten(list_transform(terms, lambda x: list_transform(terms, lambda y: x * y)))
        as term_products

from listed
