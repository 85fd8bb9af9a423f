-- Every file below POSTS and what is in it; its own name tells nothing.
select
    file.source_file,
    case when file.kind in ('csv', 'parquet') then 'table' else file.kind end as kind,
    file.kind = 'parquet' as is_parquet,
    file.delimiter,
    file.keys,
    file.content_hash,
    file.mapping,
    file.mapping_problem,
    nullif(file.problem, '') as problem,
    {{ folder_of_details("file.source_file") }} as folder

from (
    select unnest({{ files_below_posts() }}) as file
    where {{ looks_for_files() }}
)
