with

counted as (

    select
        count(*) as n_readings,
        count(distinct post_id) as n_read_posts

    from {{ ref("post_metric_readings") }}

)

select
    totals.n_posts,
    totals.n_duplicates,
    counted.n_readings,
    counted.n_read_posts

from {{ ref("row_accounting") }} as totals

cross join counted

where
    totals.source_file = 'total'
    and (
        counted.n_readings != totals.n_posts + totals.n_duplicates
        or counted.n_read_posts != totals.n_posts
    )
