{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="append_new_columns",
    full_refresh=false
) }}

-- The bundled sample is nobody's history.
with

found as (

    select
        reading_id,
        min(source_file) as source_file,
        min(source_format) as source_format,
        min(content_hash) as content_hash,
        min(mapped_zone) as mapped_zone

    from {{ ref("stg_found_files") }}

    where source_format is not null and source_file not like '%{{ sample_posts() }}'

    group by all

)

select
    *,
    {{ run_started() }} as first_read_at

from found

{% if is_incremental() %}
    where reading_id not in (select earlier.reading_id from {{ this }} as earlier)
{% endif %}
