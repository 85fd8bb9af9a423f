-- What became of each file, those with most records first; of files that hold no posts the number.
with

together as (

    select
        source_file,
        source_format,
        reason

    from {{ ref("stg_found_files") }}

    where not is_passed_over

    union all

    select
        source_file,
        source_format,
        null as reason

    from {{ ref("export_files") }}

    where not is_present

),

files as (

    select
        together.source_file,
        {{ shown_file(
            "together.source_file",
            "regexp_extract(together.source_file, '([^/\\\\]+[/\\\\])?[^/\\\\]+$')"
        ) }} as file_name,
        replace(together.source_format, '_', ' ') as format_words,
        together.reason,
        accounting.n_records,
        accounting.n_posts,
        accounting.n_duplicates,
        accounting.n_rejected,
        accounting.n_account_readings,
        exports.observed_at,
        exports.time_zone,
        exports.is_mark_unclear,
        exports.doubt,
        case
            when exports.time_zone_evidence = 'shortcodes'
                then concat_ws(
                    ' of ',
                    {{ as_count("exports.n_zone_agreeing") }},
                    {{ counted("exports.n_zone_checked", "shortcode") }}
                )
            else exports.time_zone_evidence
        end as time_zone_words,
        case when exports.date_order_evidence is not null then exports.date_order end as date_order

    from together

    left join {{ ref("row_accounting") }} as accounting
        on together.source_file = accounting.source_file

    left join {{ ref("export_files") }} as exports
        on together.source_file = exports.source_file

),

passed_over as (

    select
        'files that hold no posts' as source_file,
        count(*) as n_files

    from {{ ref("stg_found_files") }}

    where is_passed_over

    having count(*) > 0

)

select
    *,
    row_number() over (order by reason is not null, n_records desc, source_file) as position

from files

qualify position <= 100

union all by name

select
    source_file,
    {{ counted("n_files", "other file") }} as file_name,
    'passed over: no posts in it' as reason,
    1000 as position

from passed_over
