-- Cells of the week that differ, one by one and together, against what chance alone gives.
with

cells as (

    select
        count(*) as n_cells,
        count(*) filter (
            where abs(overall.mean_deviation)
            > {{ normal_95() }} * sqrt(overall.sampling_variance)
        ) as n_different,
        0.05 * count(*) as chance_cells,
        -- Of a sum of n squared standard normals; far above, some cells do differ.
        coalesce(
            {{ sum_in_order(
                "pow(overall.mean_deviation, 2) / nullif(overall.sampling_variance, 0)"
            ) }}
            > count(*) + 1.645 * sqrt(2 * count(*)),
            false
        ) as is_uneven

    from {{ ref("overall_times") }} as overall

    where
        overall.timezone = 'UTC'
        and overall.n_posts >= {{ var("best_times_min_posts") }}
        and overall.sampling_variance > 1e-12

),

shrunk as (

    select
        count(*) filter (where verdict = 'better') as n_better,
        count(*) filter (where verdict = 'worse') as n_worse,
        sum(n_posts) as n_posts,
        max(difference_percent) as largest_percent

    from {{ ref("rpt_hours") }}

),

posts as (

    select count(distinct account_id) as n_accounts from {{ ref("int_post_deviations") }}

),

measured as (

    select coalesce(bool_or(is_beyond_noise), false) as is_useful from {{ ref("rpt_timing") }}

)

select
    cells.*,
    shrunk.n_better,
    shrunk.n_worse,
    cast(shrunk.n_posts as bigint) as n_posts,
    posts.n_accounts,
    case
        when cells.n_cells = 0 then 'When posts do well cannot be told from so few'
        when shrunk.n_better + shrunk.n_worse > 0
            then format(
                '{} {} of the week {} from the usual beyond noise',
                shrunk.n_better + shrunk.n_worse,
                if(shrunk.n_better + shrunk.n_worse = 1, 'hour', 'hours'),
                if(shrunk.n_better + shrunk.n_worse = 1, 'differs', 'differ')
            )
        when cells.is_uneven or measured.is_useful
            then 'Hours differ a little, but no single one stands out beyond noise'
        else 'No hour of the week is better than another beyond noise'
    end as finding,
    case
        when cells.n_cells > 0
            then format(
                'Taken one by one, {} of {} hours of the week differ from the usual at the '
                || '95 % level; by chance alone about {:.0f} would.',
                cells.n_different,
                cells.n_cells,
                cells.chance_cells
            )
    end as chance_words

from cells

cross join shrunk

cross join posts

cross join measured
