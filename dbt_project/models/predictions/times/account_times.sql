-- An account's own cells are shrunk towards everyone's pattern, the less accounts differ in
-- their hours beyond noise. A handful of posts in 168 cells leaves that pattern as it is.
with

overall as (select * from {{ ref("overall_times") }}),

account_zones as (

    select
        account_id,
        'UTC' as timezone
    from {{ ref("int_accounts") }}

    union

    select
        account_id,
        timezone
    from {{ ref("int_drafts") }}
    where is_known_account and timezone is not null

),

account_cells as (

    select
        account_zones.account_id,
        account_zones.timezone,
        isodow({{ local_time("deviations.posted_at", "account_zones.timezone") }}) as weekday,
        hour({{ local_time("deviations.posted_at", "account_zones.timezone") }}) as hour,
        count(*) as n_posts,
        avg(deviations.deviation) as mean_deviation

    from {{ ref("int_post_deviations") }} as deviations

    inner join account_zones
        on deviations.account_id = account_zones.account_id

    group by all

),

totals as (

    select
        account_id,
        count(*) as n_account_posts

    from {{ ref("int_post_deviations") }}

    group by all

),

against_overall as (

    select
        account_cells.*,
        account_cells.mean_deviation - overall.log_difference as own_deviation,
        overall.noise_variance / account_cells.n_posts as own_sampling_variance

    from account_cells

    inner join overall
        on
            account_cells.timezone = overall.timezone
            and account_cells.weekday = overall.weekday
            and account_cells.hour = overall.hour

),

between_accounts as (

    select
        {{ true_variance(
            "own_deviation",
            "own_sampling_variance",
            "count(*) - count(distinct account_id)"
        ) }} as own_variance

    from against_overall

    where timezone = 'UTC'

)

select
    account_zones.account_id,
    overall.timezone,
    overall.weekday,
    overall.hour,
    coalesce(cells.n_posts, 0) as n_posts,
    coalesce(totals.n_account_posts, 0) as n_account_posts,
    coalesce(
        between_accounts.own_variance
        / nullif(between_accounts.own_variance + cells.own_sampling_variance, 0),
        0
    ) as weight,
    overall.log_difference + weight * coalesce(cells.own_deviation, 0) as log_difference,
    coalesce(between_accounts.own_variance, 0) * (1 - weight)
    + pow(1 - weight, 2) * overall.variance as variance

from account_zones

inner join overall
    on account_zones.timezone = overall.timezone

cross join between_accounts

left join totals
    on account_zones.account_id = totals.account_id

left join against_overall as cells
    on
        account_zones.account_id = cells.account_id
        and overall.timezone = cells.timezone
        and overall.weekday = cells.weekday
        and overall.hour = cells.hour
