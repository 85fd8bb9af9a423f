{{ config(materialized="view") }}

-- What a creator can change, one thing at a time. Planned times run through the week that
-- begins with the planned hour, so that each weekday and hour comes up once, never before it.
with

pending as (

    select
        drafts.draft_id,
        drafts.media_type,
        drafts.planned_at,
        captions.n_hashtags,
        captions.n_caption_chars,
        captions.has_question,
        row_number() over (order by drafts.planned_at, drafts.draft_id)
        <= {{ var("drafts_with_alternatives") }} as has_alternatives

    from {{ ref("int_drafts") }} as drafts

    inner join {{ ref("int_draft_caption_features") }} as captions
        on drafts.draft_id = captions.post_id

    where drafts.post_id is null

),

alternatives as (

    select * from pending where has_alternatives

),

-- What nineteen of twenty posts here keep to: beyond it nothing was learned.
written as (

    select
        min(n_hashtags) as least_n_hashtags,
        quantile_cont(n_hashtags, 0.95) as most_n_hashtags,
        quantile_cont(n_caption_chars, 0.05) as least_n_caption_chars,
        quantile_cont(n_caption_chars, 0.95) as most_n_caption_chars

    from {{ ref("int_caption_features") }}

),

changed as (

    select
        draft_id,
        'as planned' as change
    from pending

    union all by name

    select
        draft_id,
        'posted_at' as change,
        planned_at + to_hours(n_hours) as posted_at
    from alternatives
    cross join (select unnest(range(168)) as n_hours) as week

    union all by name

    select
        alternatives.draft_id,
        'media_type' as change,
        others.media_type
    from alternatives
    cross join (select unnest(['image', 'carousel', 'video']) as media_type) as others
    where others.media_type != alternatives.media_type

    union all by name

    {% for column, numbers in {
        "n_hashtags": [0, 1, 3, 5, 10, 20, 30],
        "n_caption_chars": [50, 150, 300, 600, 1200, 2200],
    }.items() %}
        select
            alternatives.draft_id,
            '{{ column }}' as change,
            cast(others.{{ column }} as bigint) as {{ column }}
        from alternatives
        cross join (select unnest({{ numbers }}) as {{ column }}) as others
        inner join written
            on others.{{ column }} between written.least_{{ column }} and written.most_{{ column }}
        where others.{{ column }} != alternatives.{{ column }}

        union all by name
    {% endfor %}

    select
        draft_id,
        'has_question' as change,
        not has_question as has_question
    from alternatives

),

named as (

    select
        draft_id,
        change,
        coalesce(
            strftime(posted_at, '%Y-%m-%d %H:%M'),
            media_type,
            cast(n_hashtags as varchar),
            cast(n_caption_chars as varchar),
            case when has_question then 'a question' when not has_question then 'no question' end,
            ''
        ) as alternative,
        posted_at,
        media_type,
        n_hashtags,
        n_caption_chars,
        has_question

    from changed

)

select
    draft_id || ':' || change || ':' || alternative as variant_id,
    *

from named
