with

counted as (

    select count(*) - count(distinct post_id) as n_repeats

    from {{ ref("stg_posts") }}

)

select
    totals.n_duplicates,
    counted.n_repeats

from {{ ref("row_accounting") }} as totals

cross join counted

where
    totals.source_file = 'total'
    and totals.n_duplicates != counted.n_repeats
