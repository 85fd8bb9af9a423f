-- The three largest contributions for and against, in words with this draft's own numbers.
with

contributions as (

    select
        draft_id,
        target,
        log_odds,
        p_high,
        unnest(concepts) as concept,
        unnest(contributions) as contribution

    from {{ ref("draft_contributions") }}

),

-- What rounds to nothing is no reason, nor is what everyone's posts got of late: that is the
-- same for all drafts of a day.
candidates as (

    select
        draft_id,
        target,
        if(contribution > 0, 'for', 'against') as direction,
        struct_pack(
            size := abs(contribution),
            concept := concept,
            contribution := contribution,
            difference := p_high - {{ probability_of("log_odds - contribution") }}
        ) as reason

    from contributions

    where concept != 'baseline' and abs(contribution) >= 0.005

),

largest as (

    select
        draft_id,
        target,
        direction,
        max(reason, 3) as reasons

    from candidates

    group by all

),

placed as (

    select
        draft_id,
        target,
        direction,
        unnest(reasons, recursive := true)

    from largest

),

described as (

    select
        variants.draft_id,
        variants.posted_at as planned_at,
        variants.n_followers,
        drafts.timezone,
        features.* exclude (post_id),
        history.rates_weight,
        history.n_counted_posts,
        {{ days_between("history.last_posted_at", "variants.posted_at") }} as gap_days,
        exp(history.mean_log_rate) as usual_rate,
        exp(history.mean_log_hashtags) - 1 as n_usual_hashtags,
        exp(history.mean_log_caption_chars) - 1 as n_usual_chars

    from {{ ref("int_draft_variants") }} as variants

    inner join {{ ref("draft_features") }} as features
        on variants.post_id = features.post_id

    inner join {{ ref("draft_history") }} as history
        on variants.history_id = history.post_id

    inner join {{ ref("int_drafts") }} as drafts
        on variants.draft_id = drafts.draft_id

    where variants.change = 'as planned'

),

worded as (

    select
        placed.*,
        {{ reason_phrase() }} as phrase

    from placed

    inner join described
        on placed.draft_id = described.draft_id

)

select
    draft_id,
    target,
    -- Sorting the finished list is several times faster than collecting in order.
    list_transform(
        list_reverse_sort(list(struct_pack(
            size := abs(contribution),
            concept := concept,
            direction := direction,
            phrase := phrase,
            words := format('{}: {:+.2f}', phrase, contribution),
            contribution := contribution,
            difference := difference
        ))),
        lambda reason: struct_pack(
            direction := reason.direction,
            concept := reason.concept,
            phrase := reason.phrase,
            words := reason.words,
            contribution := reason.contribution,
            difference := reason.difference
        )
    ) as reasons

from worded

group by draft_id, target
