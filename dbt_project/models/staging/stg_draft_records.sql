{{ config(pre_hook="{{ read_draft_files() }}") }}
-- depends_on: {{ ref("stg_posts") }}

with

trimmed as (

    select
        source_file,
        record_number,
        line_number,
        record,
        reading_error,
        nullif(trim(draft_id), '') as draft_id,
        -- A spreadsheet writes ids as 1285087.0.
        nullif(regexp_replace(ltrim(trim(account), '@'), '^(\d+)\.0+$', '\1'), '') as account,
        lower(trim(media_type)) as media_type,
        coalesce(caption, '') as caption,
        trim(planned_at) as planned_at,
        nullif(trim(location), '') as location_name,
        nullif(trim(followers), '') as followers,
        nullif(trim(timezone), '') as timezone,
        nullif(trim(post_id), '') as post_id

    from raw_records

    where not {{ is_forgotten("account") }}

),

placed as (

    select
        trimmed.*,
        {{ iso_timestamp("trimmed.planned_at") }} as planned_for,
        zones.name as zone_name,
        first_value(trimmed.record_number) over same_draft as first_record_number,
        first_value(trimmed.source_file) over same_draft as first_source_file,
        row_number() over same_draft as n_occurrence,
        row_number() over (
            partition by trimmed.post_id
            order by trimmed.source_file, trimmed.record_number
        ) as n_post_occurrence

    from trimmed

    left join pg_timezone_names() as zones
        on trimmed.timezone = zones.name

    window same_draft as (
        partition by trimmed.draft_id
        order by trimmed.source_file, trimmed.record_number
    )

),

newest as (

    select
        coalesce(
            try_cast('{{ var("drafts_as_of") }}' as timestamp), max(observed_at)
        ) as known_until

    from {{ ref("stg_files") }}

)

select
    placed.* exclude (
        first_record_number, first_source_file, n_occurrence, n_post_occurrence, zone_name
    ),
    -- Every reason at once, so that a file is mended in one go.
    nullif(
        array_to_string(
            list_filter(
                {{ draft_rejection_reasons() }},
                lambda reason: reason is not null
            ),
            '; '
        ),
        ''
    ) as rejection_reason

from placed

cross join newest
