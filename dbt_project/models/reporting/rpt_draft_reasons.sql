-- With the place of each bar on a scale of 100 around zero in the middle.
with

scaled as (

    select
        reasons.*,
        50 * abs(reasons.difference) / nullif(
            max(abs(reasons.difference)) over (partition by reasons.draft_id), 0
        ) as bar_width_percent

    from {{ ref("draft_reasons") }} as reasons

    inner join {{ ref("rpt_drafts") }} as drafts
        on reasons.draft_id = drafts.draft_id

)

select
    draft_id,
    target,
    direction,
    position,
    concept,
    phrase,
    words,
    contribution,
    difference,
    bar_width_percent,
    if(direction = 'for', 50, 50 - bar_width_percent) as bar_start_percent

from scaled
