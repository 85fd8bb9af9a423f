with

read_records as (

    select
        source_file,
        count(*) as n_records

    from {{ ref("stg_records") }}

    group by all

),

rejected as (

    select
        source_file,
        count(*) as n_rejected

    from {{ ref("rejected_records") }}

    group by all

),

kept as (

    select
        source_file,
        count(*) as n_posts

    from {{ ref("posts") }}

    group by all

),

-- Counted on their own, not as what the other three leave over: only then does
-- `n_records = n_rejected + n_duplicates + n_posts` prove something.
duplicated as (

    select
        source_file,
        count(*) as n_duplicates

    from {{ ref("int_post_versions") }}

    where version_number > 1

    group by all

),

rescaled as (

    select
        source_file,
        count(*) as n_times_rescaled

    from {{ ref("stg_posts") }}

    where is_time_rescaled

    group by all

)

select
    coalesce(read_records.source_file, 'total') as source_file,
    cast(sum(read_records.n_records) as bigint) as n_records,
    cast(sum(coalesce(rejected.n_rejected, 0)) as bigint) as n_rejected,
    cast(sum(coalesce(duplicated.n_duplicates, 0)) as bigint) as n_duplicates,
    cast(sum(coalesce(kept.n_posts, 0)) as bigint) as n_posts,
    cast(sum(coalesce(rescaled.n_times_rescaled, 0)) as bigint) as n_times_rescaled

from read_records

left join rejected
    on read_records.source_file = rejected.source_file

left join duplicated
    on read_records.source_file = duplicated.source_file

left join kept
    on read_records.source_file = kept.source_file

left join rescaled
    on read_records.source_file = rescaled.source_file

group by rollup(read_records.source_file)
