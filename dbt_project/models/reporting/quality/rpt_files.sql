-- What became of each file, those with most records first; of files that hold no posts the number.
with

files as (

    select
        found.source_file,
        regexp_extract(found.source_file, '([^/\\]+[/\\])?[^/\\]+$') as file_name,
        replace(found.source_format, '_', ' ') as format_words,
        found.reason,
        accounting.n_records,
        accounting.n_posts,
        accounting.n_duplicates,
        accounting.n_rejected,
        accounting.n_account_readings,
        dated.observed_at

    from {{ ref("stg_found_files") }} as found

    left join {{ ref("row_accounting") }} as accounting
        on found.source_file = accounting.source_file

    left join {{ ref("stg_files") }} as dated
        on found.source_file = dated.source_file

    where not found.is_passed_over

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
