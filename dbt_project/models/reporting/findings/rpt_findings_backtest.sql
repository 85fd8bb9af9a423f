-- Headings of the past told again: of its page, and of the figure of each question.
select
    case
        when count(n_origins) = 0 then 'The past cannot be told again yet'
        else
            if(
                bool_and(has_intervals),
                'Better than the account''s history beyond noise: ',
                'Better than the account''s history, beyond noise or not: '
            )
            || string_agg(
                format(
                    '{} in {} of {} {}s',
                    target_words,
                    if(has_intervals, n_clearly_better, n_better),
                    n_origins,
                    step
                ),
                ', ' order by target
            ) filter (where n_origins > 0)
    end as finding,
    'backtest' as name,
    cast(sum(n_posts) as bigint) as n_posts,
    cast(null as bigint) as n_accounts

from {{ ref("rpt_backtest_words") }}

union all by name

select
    if(target = 'above_median', 'backtest-median', 'backtest-own') as name,
    finding,
    n_posts,
    cast(null as bigint) as n_accounts

from {{ ref("rpt_backtest_words") }}
