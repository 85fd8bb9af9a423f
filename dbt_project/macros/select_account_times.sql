{#- When accounts do better, in `zones` (a query of `account_id, timezone, ahead_hours`), where `hours`
    and `everyone` have what account_hours and overall_times hold, of these zones. Yields the
    columns of account_times.

    Hours that an account hardly tried are not told, however the smooth curve runs on there. -#}
{% macro select_account_times(zones, hours, everyone) %}
with

told as (

    select
        zones.account_id,
        zones.timezone,
        week.weekday,
        week.hour,
        fits.p_chance,
        list_dot_product(fits.coefficients, week.terms) as log_difference,
        list_dot_product(fits.covariances, week.term_products) as variance

    from ({{ zones }}) as zones

    inner join {{ ref("week_hours") }} as week
        on zones.ahead_hours = week.ahead_hours

    left join {{ ref("time_fits") }} as fits
        on zones.account_id = fits.account_id

)

select
    told.account_id,
    told.timezone,
    told.weekday,
    told.hour,
    coalesce(cells.n_posts, 0) as n_posts,
    coalesce(hours.n_near_posts, 0) as n_near_posts,
    told.p_chance,
    coalesce(told.log_difference, everyone.log_difference) as log_difference,
    coalesce(told.variance, everyone.variance) as variance,
    case
        when
            told.p_chance is null
            or coalesce(hours.n_near_posts, 0) < {{ var("best_times_near_posts") }}
            then 'not enough history'
        when told.p_chance >= {{ var("best_times_level") }} then 'inside the noise'
        when told.log_difference > {{ normal_95() }} * sqrt(told.variance) then 'better'
        when told.log_difference < -{{ normal_95() }} * sqrt(told.variance) then 'worse'
        else 'inside the noise'
    end as verdict

from told

left join {{ hours }} as cells
    on
        told.account_id = cells.account_id
        and told.timezone = cells.timezone
        and told.hour = cells.hour
        and told.weekday is not distinct from cells.weekday

-- Hours near it on any day.
left join {{ hours }} as hours
    on
        told.account_id = hours.account_id
        and told.timezone = hours.timezone
        and told.hour = hours.hour
        and hours.weekday is null

left join {{ everyone }} as everyone
    on
        told.timezone = everyone.timezone
        and told.weekday = everyone.weekday
        and told.hour = everyone.hour
{% endmacro %}
