with

drafts as (

    select
        count(*) as n_drafts,
        least(count(*), {{ var("draft_cards") }}) as n_shown,
        least(count(*), {{ var("drafts_with_alternatives") }}) as n_with_alternatives,
        count(*) filter (where is_example) as n_examples,
        coalesce(bool_and(is_typical), false) as is_typical

    from {{ ref("int_drafts") }}

    where post_id is null

),

rejected as (

    select
        count(*) as n_rejected,
        count(*) filter (where source_file not like '%{{ sample_drafts() }}') as n_own_rejected

    from {{ ref("rejected_drafts") }}

),

answered as (

    select
        count(*) filter (where target = 'above_own_usual' and verdict = 'probably')
            as n_probable,
        count(*) filter (
            where target = 'above_own_usual' and verdict not in ('no usual yet', 'not known')
        ) as n_with_usual

    from {{ ref("draft_predictions") }}

),

-- Where "probably" is not said, whatever the interval: see rpt_draft_words.
withdrawn as (

    select
        string_agg(
            format(
                'Of past posts told "probably" {}, {:.0f} % [{:.0f}, {:.0f}] were',
                target_words,
                100 * hit_rate,
                100 * ci_low,
                100 * ci_high
            ),
            '. ' order by target desc
        ) as withdrawn_words,
        coalesce(bool_or(target = 'above_own_usual'), false) as is_own_withdrawn

    from {{ ref("rpt_draft_words") }}

    where verdict = 'probably' and is_withdrawn

),

ranges as (

    select
        max(format(
            'Of {:,} later posts, told as drafts, {:.0f} %{} came out within their range, told to '
            || 'hold four times of five.',
            n_posts,
            100 * coverage,
            coalesce(format(' [{:.0f}, {:.0f}]', 100 * ci_low, 100 * ci_high), '')
        )) as range_words

    from {{ ref("range_coverage") }}

    where protocol = 'as_draft' and method = 'served' and level = 80 and slice = 'all'

),

links as (

    select count(*) as n_posted from {{ ref("rpt_posted_drafts") }}

),

files as (

    select coalesce(bool_and(is_example), false) as is_example from {{ ref("int_drafts") }}

),

known as (

    select max(observed_at) as known_until_at from {{ ref("posts") }}

)

select
    drafts.*,
    rejected.*,
    answered.*,
    links.*,
    files.*,
    withdrawn.withdrawn_words,
    ranges.range_words,
    case
        when drafts.n_drafts = 0 then 'No planned posts to answer'
        when drafts.is_typical
            then
                'What to post next: variants of '
                || if(drafts.n_drafts = 1, 'a typical post', 'typical posts')
        when answered.n_with_usual = 0
            then 'No planned post has a usual to beat yet'
        when withdrawn.is_own_withdrawn
            then 'Which planned posts will beat the account''s own usual cannot be told yet'
        when drafts.n_drafts = 1 and answered.n_probable = 1
            then 'The planned post will probably beat the account''s own usual'
        when drafts.n_drafts = 1
            then 'One planned post, and no clear yes against the account''s own usual'
        else format(
            '{} of {:,} planned posts{} will probably beat the account''s own usual',
            if(answered.n_probable = 0, 'None', format('{:,}', answered.n_probable)),
            answered.n_with_usual,
            if(answered.n_with_usual = drafts.n_drafts, '', ' that can be judged')
        )
    end as finding,
    known.known_until_at

from drafts

cross join rejected

cross join answered

cross join withdrawn

cross join ranges

cross join links

cross join files

cross join known
