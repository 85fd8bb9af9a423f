with

read_records as (

    select
        source_file,
        any_value(source_format) as source_format,
        count(*) as n_records,
        -- Of an account rather than of a post.
        count(*) filter (where is_account_reading and rejection_reason is null)
            as n_account_readings

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

-- Counted on their own, not as what the others leave over: only then does it prove something
-- that `n_records = n_rejected + n_duplicates + n_account_readings + n_posts`.
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
    case
        when count(distinct read_records.source_format) = 1
            then any_value(read_records.source_format)
    end as source_format,
    cast(sum(read_records.n_records) as bigint) as n_records,
    cast(sum(coalesce(rejected.n_rejected, 0)) as bigint) as n_rejected,
    cast(sum(coalesce(duplicated.n_duplicates, 0)) as bigint) as n_duplicates,
    cast(sum(read_records.n_account_readings) as bigint) as n_account_readings,
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
