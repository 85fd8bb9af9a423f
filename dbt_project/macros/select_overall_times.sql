{#- Everyone's week on the clocks of `zones` (a query of `timezone`), from the table `cells`. Yields
    the columns of overall_times.

    Each cell of the week is shrunk towards no difference, the less the cells differ beyond
    noise (empirical Bayes: Morris, 1983, with the moment estimator of DerSimonian and Laird,
    1986). Without any difference beyond noise nearly nothing is left. -#}
{% macro select_overall_times(zones, cells) %}
with

cells as (select * from {{ cells }}),

zones as ({{ zones }}),

week as (

    select
        zones.timezone,
        weekdays.weekday,
        hours.hour

    from zones

    cross join (select unnest(range(1, 8)) as weekday) as weekdays

    cross join (select unnest(range(24)) as hour) as hours

),

between_cells as (

    select
        timezone,
        count(*) as n_cells,
        avg(sampling_variance order by sampling_variance) as typical_variance,
        {{ true_variance("mean_deviation", "sampling_variance", "count(*)") }}
            as true_variance

    from cells

    where sampling_variance > 1e-12

    group by all

),

shrunk as (

    select
        cells.*,
        between_cells.* exclude (timezone),
        (between_cells.n_cells - 3) / nullif(between_cells.n_cells - 1, 0)
        * cells.sampling_variance
        / nullif(cells.sampling_variance + between_cells.true_variance, 0) as shrinkage

    from cells

    inner join between_cells
        on cells.timezone = between_cells.timezone

    -- Accounts that post in one hour only say nothing about it: their mean is that hour's.
    where between_cells.n_cells > 3 and cells.sampling_variance > 1e-12

)

select
    week.timezone,
    week.weekday,
    week.hour,
    coalesce(cells.n_posts, 0) as n_posts,
    cells.noise_variance,
    shrunk.mean_deviation,
    shrunk.sampling_variance,
    coalesce((1 - shrunk.shrinkage) * shrunk.mean_deviation, 0) as log_difference,
    coalesce(
        shrunk.sampling_variance * (1 - shrunk.shrinkage)
        + 2 / (shrunk.n_cells - 3)
        * pow(shrunk.shrinkage * shrunk.mean_deviation, 2)
        * (shrunk.typical_variance + shrunk.true_variance)
        / (shrunk.sampling_variance + shrunk.true_variance),
        between_cells.true_variance
    ) as variance

from week

left join between_cells
    on week.timezone = between_cells.timezone

left join cells
    on
        week.timezone = cells.timezone
        and week.weekday = cells.weekday
        and week.hour = cells.hour

left join shrunk
    on
        week.timezone = shrunk.timezone
        and week.weekday = shrunk.weekday
        and week.hour = shrunk.hour
{% endmacro %}
