-- Headings of what is left of the published claims.
with

ladder as (

    select
        max(accuracy) filter (where step = 1) as published_accuracy,
        max(accuracy) filter (where step = 12) as honest_accuracy,
        max(best_constant_accuracy) filter (where step = 12) as constant_accuracy

    from {{ ref("rpt_ladder") }}

),

claims as (

    select
        count(*) filter (where verdict != 'not measured') as n_claims,
        count(*) filter (where starts_with(verdict, 'holds')) as n_holding,
        coalesce(bool_or(verdict = 'leakage'), false) as has_leakage,
        max(verdict) filter (where position = 1) = 'not measured' as is_untested

    from {{ ref("rpt_claims") }}

),

sensitivity as (

    select
        {{ in_words("target") }} as target_words,
        {{ as_decimal("min(roc_auc)") }} || ' to ' || {{ as_decimal("max(roc_auc)") }} as aucs,
        max(n_posts) as n_posts,
        max(n_accounts) as n_accounts

    from {{ ref("sensitivity") }}

    where roc_auc is not null

    group by target

)

select
    'audit' as name,
    case
        when is_untested then 'The published 98.9 % could not be tested on these posts'
        else
            'The published 98.9 %' || if(has_leakage, ' is leakage; ', ', taken apart: ')
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
            then 'Step by step'
        else
            {{ as_percent("published_accuracy") }} || ' right by the published method, '
            || {{ as_percent("honest_accuracy") }} || ' by an honest test, '
            || {{ as_percent("constant_accuracy") }} || ' by the commoner answer alone'
    end as finding,
    null as n_posts,
    null as n_accounts

from ladder

union all

select
    'sensitivity' as name,
    coalesce(
        'Had we chosen otherwise: AUC '
        || string_agg(aucs || ' ' || target_words, ', ' order by target_words desc),
        'Other choices were not tried'
    ) as finding,
    max(n_posts) as n_posts,
    max(n_accounts) as n_accounts

from sensitivity
