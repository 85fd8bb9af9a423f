-- Headings of what is left of the published claims.
with

ladder as (

    select
        max(accuracy) filter (where step = 1) as published_accuracy,
        max(accuracy) filter (where step = 12) as honest_accuracy

    from {{ ref("rpt_ladder") }}

),

claims as (

    select
        count(*) as n_claims,
        count(*) filter (where starts_with(verdict, 'holds')) as n_holding,
        coalesce(bool_or(verdict = 'leakage'), false) as has_leakage,
        max(verdict) filter (where position = 1) = 'not measured' as is_untested

    from {{ ref("rpt_claims") }}

),

sensitivity as (

    select
        min(roc_auc) as lowest_auc,
        max(roc_auc) as highest_auc,
        max(n_posts) as n_posts,
        max(n_accounts) as n_accounts

    from {{ ref("rpt_sensitivity") }}

    where target = 'above_median'

),

attempts as (

    select
        count(*) as n_attempts,
        count(*) filter (where gain_ci_low > 0) as n_better,
        max(n_posts) as n_posts,
        max(n_accounts) as n_accounts

    from {{ ref("rpt_attempts") }}

    where target = 'above_median' and attempt != 'served' and gain is not null

)

select
    'audit' as name,
    case
        when is_untested then 'The published 98.9 % could not be tested on these posts'
        else
            if(
                has_leakage,
                'The published 98.9 % is leakage; ', 'The published 98.9 %, taken apart: '
            )
            || n_holding || ' of ' || n_claims || ' claims '
            || if(n_holding = 1, 'holds', 'hold') || ' on these posts'
    end as finding,
    null as n_posts,
    null as n_accounts

from claims

union all

select
    'ladder' as name,
    case
        when published_accuracy is null or honest_accuracy is null
            then 'One leak at a time'
        else
            'From ' || {{ as_percent("published_accuracy") }} || ' to '
            || {{ as_percent("honest_accuracy") }} || ', one leak at a time'
    end as finding,
    null as n_posts,
    null as n_accounts

from ladder

union all

select
    'sensitivity' as name,
    case
        when lowest_auc is null then 'Other choices were not measured'
        else
            'Had we chosen otherwise: AUC from ' || {{ as_decimal("lowest_auc") }} || ' to '
            || {{ as_decimal("highest_auc") }}
    end as finding,
    n_posts,
    n_accounts

from sensitivity

union all

select
    'attempts' as name,
    case
        when n_attempts = 0 then 'Other models were not measured'
        when n_better = 0 then 'No attempt beats the served model beyond noise'
        else
            n_better || ' of ' || n_attempts || ' attempts beat the served model beyond noise'
    end as finding,
    n_posts,
    n_accounts

from attempts
