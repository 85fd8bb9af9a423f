-- The best alternative of each kind that a card shows, and how many were tried.
with

ranked as (

    select
        alternatives.*,
        drafts.timezone,
        count(*) over same_change as n_tried,
        count(*) filter (where alternatives.verdict = 'better') over same_change as n_better,
        row_number() over (
            same_change
            order by
                alternatives.verdict = 'better' desc,
                alternatives.difference desc,
                alternatives.alternative
        ) as position

    from {{ ref("draft_alternatives") }} as alternatives

    inner join {{ ref("rpt_drafts") }} as drafts
        on alternatives.draft_id = drafts.draft_id

    window same_change as (
        partition by alternatives.draft_id, alternatives.target, alternatives.change
    )

)

select
    draft_id,
    target,
    change,
    case change
        when 'posted_at'
            then strftime(
                {{ local_time("posted_at", "coalesce(timezone, 'UTC')") }}, '%A %H:%M '
            ) || coalesce(timezone, 'UTC')
        when 'media_type' then if(media_type = 'image', 'as an image', 'as a ' || media_type)
        when 'n_hashtags' then {{ counted("n_hashtags", "hashtag") }}
        when 'n_caption_chars' then format('a caption of {:,} characters', n_caption_chars)
        when 'has_question' then 'with ' || alternative
    end as words,
    p_high,
    difference,
    ci_low,
    ci_high,
    verdict,
    n_tried,
    n_better

from ranked

where position = 1
