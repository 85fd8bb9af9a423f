with

drafts as (

    select
        count(*) as n_drafts,
        least(count(*), {{ var("draft_cards") }}) as n_shown,
        least(count(*), {{ var("drafts_with_alternatives") }}) as n_with_alternatives,
        count(*) filter (where is_example) as n_examples

    from {{ ref("int_drafts") }}

    where post_id is null

),

rejected as (

    select
        count(*) as n_rejected,
        count(*) filter (where source_file != '{{ sample_drafts() }}') as n_own_rejected

    from {{ ref("rejected_drafts") }}

),

answered as (

    select
        count(*) filter (where target = 'above_median' and is_predicted_high)
            as n_above_median,
        count(*) filter (where target = 'above_own_usual' and is_predicted_high)
            as n_above_own_usual

    from {{ ref("draft_predictions") }}

),

known as (

    select max(observed_at) as known_until_at from {{ ref("posts") }}

)

select
    drafts.*,
    rejected.*,
    answered.*,
    drafts.n_drafts = drafts.n_examples and rejected.n_own_rejected = 0 as is_example,
    case
        when drafts.n_drafts = 0 then 'No planned posts yet'
        when drafts.n_drafts = 1 and answered.n_above_own_usual = 1
            then 'The planned post is likely to beat the account''s own usual'
        when drafts.n_drafts = 1
            then 'The planned post is not likely to beat the account''s own usual'
        else format(
            '{} of {:,} planned posts {} likely to beat the account''s own usual',
            case answered.n_above_own_usual
                when 0 then 'None' when drafts.n_drafts then 'All'
                else format('{:,}', answered.n_above_own_usual)
            end,
            drafts.n_drafts,
            if(answered.n_above_own_usual <= 1, 'is', 'are')
        )
    end as finding,
    known.known_until_at

from drafts

cross join rejected

cross join answered

cross join known
