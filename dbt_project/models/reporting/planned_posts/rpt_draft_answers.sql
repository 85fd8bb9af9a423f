with

tried as (

    select
        draft_id,
        target,
        count(*) as n_kinds,
        count(*) filter (where n_better > 0) as n_better_kinds

    from {{ ref("rpt_draft_alternatives") }}

    group by all

)

select
    predictions.draft_id,
    predictions.target,
    {{ in_words("predictions.target") }} as target_words,
    predictions.p_high,
    predictions.ci_low,
    predictions.ci_high,
    100 * predictions.p_high as answer_percent,
    100 * coalesce(predictions.ci_low, predictions.p_high) as low_percent,
    100 * coalesce(predictions.ci_high, predictions.p_high) as high_percent,
    100 * coalesce(predictions.ci_high - predictions.ci_low, 0) as width_percent,
    -- The mark is one wide, and stays on the scale.
    greatest(0, least(99, 100 * predictions.p_high - 0.5)) as mark_percent,
    predictions.threshold,
    predictions.is_predicted_high,
    predictions.is_cold_start,
    predictions.note,
    record.words as record,
    case
        when predictions.verdict = 'not known' or predictions.ci_low is null then null
        when predictions.hit_rate is null
            then 'No past post was told ' || predictions.interval_verdict || '.'
        else format(
            'Of {:,} past post{} told {}, {:.0f} % [{:.0f}, {:.0f}] went the likelier way.',
            predictions.n_told_posts,
            if(predictions.n_told_posts = 1, '', 's'),
            predictions.interval_verdict,
            100 * predictions.hit_rate,
            100 * predictions.hit_rate_ci_low,
            100 * predictions.hit_rate_ci_high
        )
    end as hit_words,
    predictions.verdict,
    -- A percentage says something only of a post that can be judged.
    predictions.verdict not in ('not known', 'no usual yet') as is_told,
    case
        when predictions.ci_low is null then format('{:.0f} %', answer_percent)
        else format('{:.0f} % [{:.0f}, {:.0f}]', answer_percent, low_percent, high_percent)
    end as answer_words,
    case
        when tried.n_better_kinds = 0 then 'No single change lifts it beyond the noise.'
        when tried.n_better_kinds = 1 then 'One kind of change lifts it beyond the noise.'
        else format('{} kinds of change lift it beyond the noise.', tried.n_better_kinds)
    end as finding_alternatives

from {{ ref("draft_predictions") }} as predictions

inner join {{ ref("rpt_draft_record") }} as record
    on
        predictions.target = record.target
        and predictions.is_cold_start = record.is_cold_start

left join tried
    on
        predictions.draft_id = tried.draft_id
        and predictions.target = tried.target

inner join {{ ref("rpt_drafts") }} as drafts
    on predictions.draft_id = drafts.draft_id
