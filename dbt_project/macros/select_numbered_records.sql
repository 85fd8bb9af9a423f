{#- The records of `raw_records`, readable or not, with their place in the file (the first
    record after the header being 1): one row per record. -#}
{% macro select_numbered_records() -%}
with

-- A record that cannot be split into fields is reported once per broken field.
unreadable as (

    select
        reject_scans.file_path as source_file,
        reject_errors.line - 1 as record_number,
        any_value(reject_errors.csv_line) as record,
        min(lower(cast(reject_errors.error_type as varchar))) as reading_error

    from reject_errors

    inner join reject_scans
        on
            reject_errors.scan_id = reject_scans.scan_id
            and reject_errors.file_id = reject_scans.file_id

    group by all

),

counted as (

    select
        source_file,
        record_number,
        row_number() over (
            partition by source_file
            order by record_number
        ) as n_unreadable

    from unreadable

),

-- The first readable record after each run of unreadable ones, and how many of
-- those there have been so far: what turns reading order into record numbers.
resumptions as (

    select
        source_file,
        record_number - n_unreadable + 1 as read_number,
        max(n_unreadable) as n_unreadable

    from counted

    group by all

),

readable as (

    select
        raw_records.* exclude (read_number),
        raw_records.read_number + coalesce(resumptions.n_unreadable, 0) as record_number

    from raw_records

    asof left join resumptions
        on
            raw_records.source_file = resumptions.source_file
            and raw_records.read_number >= resumptions.read_number

),

combined as (

    select * from readable
    union all by name
    select * from unreadable

)

select *

from combined
{%- endmacro %}
