-- What an account would post next if it did as it always does: its usual format, weekday and hour,
-- and the one of its captions that lies nearest to its medians. Only where there is no file of
-- planned posts, so that there is an answer to begin with.
-- depends_on: {{ ref("stg_posts") }}
with

largest as (

    select *

    from {{ ref("int_accounts") }}

    qualify row_number() over (order by n_posts desc, account_id) <= {{ var("few_accounts") }}

),

distances as (

    select
        posts.account_id,
        posts.post_id,
        posts.caption,
        posts.posted_at,
        abs(
            ln(captions.n_caption_chars + 1)
            - median(ln(captions.n_caption_chars + 1)) over same_account
        ) + abs(
            ln(captions.n_hashtags + 1) - median(ln(captions.n_hashtags + 1)) over same_account
        ) as distance

    from {{ ref("int_posts") }} as posts

    inner join {{ ref("int_caption_features") }} as captions
        on posts.post_id = captions.post_id

    window same_account as (partition by posts.account_id)

),

usual_captions as (

    select
        account_id,
        arg_min(caption, (distance, -epoch(posted_at), post_id)) as caption

    from distances

    group by account_id

),

known as (

    select max(observed_at) as known_until from {{ ref("stg_files") }}

)

select
    'typical post'
    || if(
        count(*) over () = 1,
        '',
        ' ' || row_number() over (order by largest.n_posts desc, largest.account_id)
    ) as draft_id,
    largest.account_id,
    largest.account_name,
    largest.usual_media_type as media_type,
    coalesce(usual_captions.caption, '') as caption,
    largest.n_followers,
    largest.n_following,
    -- One to seven days on.
    date_trunc('day', known.known_until)
    + to_days(
        cast(1 + (largest.usual_weekday - isodow(known.known_until) + 13) % 7 as integer)
    )
    + to_hours(largest.usual_hour) as planned_at

from largest

inner join usual_captions
    on largest.account_id = usual_captions.account_id

cross join known

where
    largest.usual_media_type is not null
    and {{ "false" if execute and drafts_pattern() else "true" }}
