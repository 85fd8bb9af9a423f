-- The heading of what the verdicts on planned posts are worth.
with

words as (

    select
        string_agg('"' || target_words || '"', ', ' order by target)
        filter (where not is_withdrawn) as kept,
        string_agg('"' || target_words || '"', ', ' order by target)
        filter (where is_withdrawn) as withdrawn,
        cast(sum(n_posts) as bigint) as n_posts,
        max(n_accounts) as n_accounts

    from {{ ref("rpt_draft_words") }}

    where verdict = 'probably'

)

select
    'words' as name,
    case
        when kept is null and withdrawn is null then 'No past post would have been told "probably"'
        when kept is null
            then 'Not said: "probably" is not shown to come true more often than a coin'
        when withdrawn is null then 'Posts told "probably" come true more often than a coin'
        else
            'Posts told "probably" beat a coin for ' || kept || '; for ' || withdrawn
            || ' it is not said'
    end as finding,
    n_posts,
    n_accounts

from words

union all

select
    'ranges' as name,
    coalesce(
        max(format(
            'How many? {:.0f} % of later posts came out within a range told to hold 80 %',
            100 * coverage
        )),
        'How many? No range has been tried on later posts'
    ) as finding,
    max(n_posts) as n_posts,
    max(n_accounts) as n_accounts

from {{ ref("range_coverage") }}

where protocol = 'by_time' and method = 'served' and level = 80 and slice = 'all'
