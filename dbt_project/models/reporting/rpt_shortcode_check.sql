-- A shortcode is the time of upload in base 64: its first eleven digits (old ones have
-- fewer), without the low 23 bits, are milliseconds since Instagram's own epoch. A check of
-- identity and time zone.
with

digits as (

    select
        post_id,
        posted_at,
        least(length(post_id), 11) as n_digits,
        unnest(range(1, least(length(post_id), 11) + 1)) as place,
        instr(
            'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
            post_id[place]
        ) - 1 as digit

    from {{ ref("posts") }}

),

decoded as (

    select
        post_id,
        posted_at,
        sum(cast(digit as hugeint) * cast(pow(64, n_digits - place) as hugeint)) // 8388608
        + 1314220021721 as uploaded_ms

    from digits

    group by all

)

select
    count(*) as n_checked,
    count(*) filter (where abs(epoch(posted_at) - uploaded_ms / 1000) < 3600) as n_agreeing,
    count(*) filter (where abs(epoch(posted_at) - uploaded_ms / 1000) < 3600)
    / nullif(count(*), 0) as agreeing_share

from decoded
