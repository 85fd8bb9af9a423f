-- The largest contributions for and against, in words with this draft's own numbers.
with

described as (

    select
        variants.draft_id,
        variants.posted_at as planned_at,
        variants.n_followers,
        features.* exclude (post_id),
        history.n_past_rates,
        {{ days_between("history.last_posted_at", "variants.posted_at") }} as gap_days,
        exp(history.mean_log_rate) as usual_rate,
        exp(history.mean_log_hashtags) - 1 as n_usual_hashtags,
        exp(history.mean_log_caption_chars) - 1 as n_usual_chars

    from {{ ref("int_draft_variants") }} as variants

    inner join {{ ref("draft_features") }} as features
        on variants.post_id = features.post_id

    inner join {{ ref("int_draft_history") }} as history
        on variants.post_id = history.post_id

    where variants.change = 'as planned'

),

worded as (

    select
        contributions.draft_id,
        contributions.target,
        contributions.concept,
        contributions.contribution,
        contributions.difference,
        contributions.position,
        {{ reason_phrase() }} as phrase

    from {{ ref("draft_contributions") }} as contributions

    inner join described
        on contributions.draft_id = described.draft_id

    -- What rounds to nothing is no reason.
    where
        contributions.position <= 3
        and abs(contributions.contribution) >= 0.005
        and not contributions.is_baseline

)

select
    draft_id,
    target,
    if(contribution > 0, 'for', 'against') as direction,
    position,
    concept,
    phrase,
    format('{}: {:+.2f}', phrase, contribution) as words,
    contribution,
    difference

from worded
