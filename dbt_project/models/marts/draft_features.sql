-- Another hour is another clock, with all else equal: the account's history stays that of the
-- planned time, or waiting would pass for timing.
with

variants as (select * from {{ ref("int_draft_variants") }}),

histories as (

    select
        variants.post_id,
        history.* exclude (post_id)

    from variants

    inner join {{ ref("draft_history") }} as history
        on variants.history_id = history.post_id

    where variants.change != 'posted_at'

),

computed as (

    {{ select_post_features("variants", ref("int_draft_variant_captions"), "histories") }}

)

select *

from computed

union all by name

select
    planned.* replace (
        moved.post_id as post_id,
        {{ clock_features("moved.posted_at") }}
    )

from variants as moved

inner join computed as planned
    on moved.draft_id || ':as planned:' = planned.post_id

where moved.change = 'posted_at'
