with

known as (

    select max(observed_at) as known_until from {{ ref("posts") }}

),

placed as (

    select
        *,
        row_number() over (order by planned_at, draft_id) as position

    from {{ ref("int_drafts") }}

    where post_id is null

    qualify position <= {{ var("draft_cards") }}

)

select
    placed.draft_id,
    placed.position,
    case
        when not {{ shows_names() }}
            then coalesce(accounts.display_name, 'an account not in the warehouse')
        else placed.account_name
    end as display_name,
    accounts.page_file,
    placed.media_type,
    case
        when {{ shows_names() }}
            then left(regexp_replace(placed.caption, '\s+', ' ', 'g'), 140)
    end as excerpt,
    captions.n_caption_chars,
    captions.n_hashtags,
    placed.timezone,
    strftime(
        {{ local_time("placed.planned_at", "placed.timezone") }}, '%A, %-d %B %Y, %H:%M'
    ) as local_time,
    case
        when placed.timezone is null then strftime(placed.planned_at, '%A, %-d %B %Y, %H:%M')
        else strftime(placed.planned_at, '%A %H:%M')
    end as utc_time,
    strftime(
        {{ local_time("placed.planned_at", "coalesce(placed.timezone, 'UTC')") }},
        '%a %-d %b %H:%M'
    ) as short_time,
    {{ days_between("known.known_until", "placed.planned_at") }} as ahead_days,
    ahead_days > 30 as is_far_ahead,
    format(
        'planned for {:,.0f} days after the newest post known here: a fresher export would '
        || 'answer better',
        ahead_days
    ) as far_ahead_words,
    case
        when expected.median is null then 'How many likes and comments to expect is not known.'
        else
            'Likely ' || {{ rounded_count("expected.low_80") }}
            || ' to ' || {{ rounded_count("expected.high_80") }}
            || ' likes and comments (four of five such posts), in the middle '
            || {{ rounded_count("expected.median") }}
            || coalesce(
                '; what is usual for this account is ' || {{ rounded_count("expected.usual") }}
                || '.',
                '; no earlier counts of this account are known.'
            )
    end as expected_words,
    case
        when expected.median is null then 'not known'
        else
            {{ rounded_count("expected.low_80") }} || ' to '
            || {{ rounded_count("expected.high_80") }}
    end as range_words,
    placed.is_known_account,
    placed.is_example,
    placed.is_typical,
    placed.position <= {{ var("drafts_with_alternatives") }} as has_alternatives,
    placed.planned_at

from placed

cross join known

inner join {{ ref("int_draft_caption_features") }} as captions
    on placed.draft_id = captions.post_id

left join {{ ref("draft_expectations") }} as expected
    on
        placed.draft_id = expected.draft_id
        and expected.measure = 'engagements'

left join {{ ref("rpt_accounts") }} as accounts
    on placed.account_id = accounts.account_id
