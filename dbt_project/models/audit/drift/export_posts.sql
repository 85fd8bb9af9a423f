-- Which posts an export brought, and which posts could be learned from before it. Both sides of
-- a comparison are samples where they are large: by a digest of the post, the same in every run.
with

first_readings as (

    select
        readings.post_id,
        -- Files that were read at once may be of different months.
        min(cast(least(readings.observed_at, files.last_posted_at) as date)) as export_date,
        arg_min(
            readings.source_format,
            (
                least(readings.observed_at, files.last_posted_at),
                readings.source_file,
                readings.record_number
            )
        ) as source_format

    from {{ ref("post_metric_readings") }} as readings

    inner join {{ ref("stg_files") }} as files
        on readings.source_file = files.source_file

    group by all

),

placed as (

    select
        first_readings.*,
        first_readings.post_id in (
            select labels.post_id from {{ ref("post_labels") }} as labels where labels.is_eligible
        ) as is_eligible,
        {{ bucket("first_readings.post_id", "drift", 10000) }} as place

    from first_readings

),

sizes as (

    select
        export_date,
        source_format,
        count(*) as n_new_posts,
        count(*) filter (where is_eligible) as n_eligible_posts

    from placed

    group by all

),

-- The first day of reading has nothing before it to be compared with.
exports as (

    select
        *,
        sum(n_eligible_posts) over (
            order by export_date
            range between unbounded preceding and interval 1 day preceding
        ) as n_training_posts

    from sizes

    qualify
        n_training_posts is not null
        and row_number() over (order by export_date desc, source_format)
        <= {{ var("drift_exports") }}

)

select
    exports.export_date,
    exports.source_format,
    placed.post_id,
    false as is_training

from exports

inner join placed
    on
        exports.export_date = placed.export_date
        and exports.source_format = placed.source_format
        and placed.place < 10000.0 * {{ var("drift_max_posts") }} / exports.n_new_posts

union all

select
    exports.export_date,
    exports.source_format,
    placed.post_id,
    true as is_training

from exports

inner join placed
    on
        exports.export_date > placed.export_date
        and placed.is_eligible
        and placed.place
        < 10000.0 * {{ var("drift_max_posts") }} / greatest(exports.n_training_posts, 1)
