-- The files that are there now, and those of earlier builds that are not any more but tell of an
-- account that the present ones tell of too: last month's export, say, where next month's took its
-- place. Other data sets that this warehouse was built from stay out, unless it is shared.
with

present as (

    select
        source_file,
        source_file as file_path,
        reading_id,
        source_format,
        mapped_zone,
        true as is_present

    from {{ ref("stg_found_files") }}

    where source_format is not null

),

owners as (

    select distinct
        raw.reading_id,
        unnest(
            [
                if(
                    raw.source_format = 'download_your_information',
                    {{ folder_of_download("raw.source_file") }},
                    nullif(trim(raw.owner_id), '')
                ),
                lower({{ handle("raw.owner_name") }})
            ]
        ) as owner

    from {{ ref("stg_raw_records") }} as raw

),

present_owners as (

    select distinct owner

    from owners

    where
        reading_id in (select reading_id from present)
        and owner is not null

),

kept as (

    select
        read_before.source_file
        || strftime(read_before.first_read_at, ', as read on %Y-%m-%d %H:%M:%S') as source_file,
        read_before.source_file as file_path,
        read_before.reading_id,
        read_before.source_format,
        read_before.mapped_zone,
        false as is_present

    from {{ ref("stg_file_log") }} as read_before

    where
        read_before.reading_id not in (select reading_id from present)
        and (
            {{ keeps_every_file("read_before.source_file") }}
            or read_before.reading_id in (
                select owners.reading_id

                from owners

                inner join present_owners
                    on owners.owner = present_owners.owner
            )
        )
        -- The same bytes, read by another mapping or under other names: the last reading counts.
        and not exists (
            select 1
            from {{ ref("stg_found_files") }} as files
            where files.content_hash = read_before.content_hash
        )

),

together as (

    select * from present

    union all

    select * from kept

)

select
    together.*,
    coalesce(log.first_read_at, {{ run_started() }}) as first_read_at

from together

left join {{ ref("stg_file_log") }} as log
    on together.reading_id = log.reading_id
