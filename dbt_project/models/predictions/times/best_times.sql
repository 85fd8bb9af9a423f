{{ config(materialized="view") }}
with

everyone as (

    select * from {{ ref("overall_times") }}
    union all
    select * from {{ ref("local_overall_times") }}

),

accounts as (

    select * from {{ ref("account_times") }}
    union all
    select * from {{ ref("local_account_times") }}

),

everyone_and_own as (

    select
        'everyone' as scope,
        cast(null as varchar) as account_id,
        timezone,
        weekday,
        hour,
        n_posts,
        log_difference,
        variance,
        cast(null as double) as p_chance,
        case
            when n_posts < {{ var("best_times_min_posts") }} or variance is null
                then 'not enough history'
            when log_difference > {{ normal_95() }} * sqrt(variance) then 'better'
            when log_difference < -{{ normal_95() }} * sqrt(variance) then 'worse'
            else 'inside the noise'
        end as verdict
    from everyone

    union all

    select
        'account' as scope,
        account_id,
        timezone,
        weekday,
        hour,
        n_posts,
        log_difference,
        variance,
        p_chance,
        verdict
    from accounts
    where weekday is not null

)

select
    scope,
    account_id,
    timezone,
    weekday,
    hour,
    n_posts,
    100 * (exp(log_difference) - 1) as difference_percent,
    100 * (exp(log_difference - {{ normal_95() }} * sqrt(variance)) - 1) as ci_low,
    100 * (exp(log_difference + {{ normal_95() }} * sqrt(variance)) - 1) as ci_high,
    p_chance,
    verdict

from everyone_and_own
