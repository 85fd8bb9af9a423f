-- The heading of what was tried to do better: on each test, how many attempts were better
-- for each target. One test says nothing of another.
with

counted as (

    select
        protocol_words,
        protocol_position,
        target_words,
        count(*) filter (where is_better) as n_better,
        max(n_posts) as n_posts,
        max(n_accounts) as n_accounts

    from {{ ref("rpt_attempts") }}

    where attempt != 'served' and gain is not null

    group by all

),

told as (

    select
        protocol_words,
        protocol_position,
        string_agg(
            if(n_better = 0, 'none', cast(n_better as varchar)) || ' ' || target_words,
            ', ' order by target_words desc
        ) as better_words,
        sum(n_better) as n_better,
        max(n_posts) as n_posts,
        max(n_accounts) as n_accounts

    from counted

    group by all

)

select
    'attempts' as name,
    case
        when count(*) = 0 then 'Other models were not tried'
        when sum(n_better) = 0 then 'No attempt beats the served model beyond noise'
        else
            'Attempts better than the served model beyond noise, '
            || string_agg(
                protocol_words || ': ' || better_words, '; ' order by protocol_position
            )
    end as finding,
    max(n_posts) as n_posts,
    max(n_accounts) as n_accounts

from told
