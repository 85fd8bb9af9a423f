-- Another hour is another clock, with all else equal: the account's history stays that of the
-- planned time, or waiting would pass for timing.
with

computed as (

    {{ select_post_features(
        ref("int_draft_variants"), ref("int_draft_variant_captions"), ref("int_draft_history")
    ) }}

),

moved as (

    select
        post_id,
        draft_id || ':as planned:' as planned_id

    from {{ ref("int_draft_variants") }}

    where change = 'posted_at'

)

select *

from computed

where post_id not in (select post_id from moved)

union all by name

select
    planned.* replace (
        clock.post_id as post_id,
        clock.hour_sin as hour_sin,
        clock.hour_cos as hour_cos,
        clock.weekday_sin as weekday_sin,
        clock.weekday_cos as weekday_cos,
        clock.is_weekend as is_weekend
    )

from moved

inner join computed as clock
    on moved.post_id = clock.post_id

inner join computed as planned
    on moved.planned_id = planned.post_id
