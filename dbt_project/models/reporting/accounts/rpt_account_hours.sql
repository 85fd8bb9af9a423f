-- The smooth day, in the account's own time zone where a planned post names one; hours that it
-- hardly tried stay blank.
with

times as (

    select * from {{ ref("account_times") }}
    union all
    select * from {{ ref("local_account_times") }}

),

days as (

    select
        account_id,
        timezone,
        hour,
        n_posts,
        n_near_posts,
        verdict,
        if(verdict != 'not enough history', log_difference, null) as log_difference,
        {{ normal_95() }} * sqrt(variance) as log_half_width

    from times

    where weekday is null and p_chance is not null

)

select
    days.* exclude (log_difference, log_half_width),
    100 * (exp(days.log_difference) - 1) as difference_percent,
    100 * (exp(days.log_difference - days.log_half_width) - 1) as ci_low,
    100 * (exp(days.log_difference + days.log_half_width) - 1) as ci_high

from days

inner join {{ ref("rpt_accounts") }} as accounts
    on
        days.account_id = accounts.account_id
        and days.timezone = accounts.timezone

where accounts.has_page
