{#- What everyone's posts of each hour of the week say, on the clocks of `zones` (a query of
    `timezone`), given `noise` (one row with `noise_variance`). Yields the columns of week_cells. -#}
{% macro select_week_cells(zones, noise) %}
with

zones as ({{ zones }}),

noise as ({{ noise }}),

account_cells as (

    select
        zones.timezone,
        isodow({{ local_time("deviations.posted_at", "zones.timezone") }}) as weekday,
        hour({{ local_time("deviations.posted_at", "zones.timezone") }}) as hour,
        deviations.account_id,
        count(*) as n_posts,
        any_value(deviations.n_account_posts) as n_account_posts,
        {{ sum_in_order("deviations.deviation") }} as deviation

    from {{ ref("int_post_deviations") }} as deviations

    cross join zones

    group by all

)

select
    account_cells.timezone,
    account_cells.weekday,
    account_cells.hour,
    cast(sum(account_cells.n_posts) as bigint) as n_posts,
    {{ sum_in_order("account_cells.deviation") }}
    / sum(account_cells.n_posts) as mean_deviation,
    any_value(noise.noise_variance) as noise_variance,
    -- An account's own mean holds part of the cell: its posts deviate less from it.
    any_value(noise.noise_variance) / sum(account_cells.n_posts) * greatest(
        1
        - {{ sum_in_order("pow(account_cells.n_posts, 2) / account_cells.n_account_posts") }}
        / sum(account_cells.n_posts),
        0
    ) as sampling_variance

from account_cells

cross join noise

group by all
{% endmacro %}
