-- With the place of each bar on a scale of 100 around zero in the middle, the same on every card.
with

shown as (

    select
        predictions.draft_id,
        predictions.target,
        unnest(predictions.reasons, recursive := true)

    from {{ ref("draft_predictions") }} as predictions

    inner join {{ ref("rpt_drafts") }} as drafts
        on predictions.draft_id = drafts.draft_id

),

scaled as (

    select
        *,
        row_number() over (
            partition by draft_id, target, direction
            order by abs(contribution) desc, concept
        ) as position,
        50 * abs(difference) / nullif(max(abs(difference)) over (), 0)
            as bar_width_percent

    from shown

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
