with

everyone_and_own as (

    select
        'everyone' as scope,
        cast(null as varchar) as account_id,
        timezone,
        weekday,
        hour,
        n_posts,
        n_posts >= {{ var("best_times_min_posts") }} as is_enough,
        log_difference,
        variance
    from {{ ref("overall_times") }}

    union all

    select
        'account' as scope,
        account_id,
        timezone,
        weekday,
        hour,
        n_posts,
        n_account_posts >= {{ var("best_times_min_posts") }} as is_enough,
        log_difference,
        variance
    from {{ ref("account_times") }}

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
    case
        when not is_enough or variance is null then 'not enough history'
        when log_difference > {{ normal_95() }} * sqrt(variance) then 'better'
        when log_difference < -{{ normal_95() }} * sqrt(variance) then 'worse'
        else 'inside the noise'
    end as verdict

from everyone_and_own
