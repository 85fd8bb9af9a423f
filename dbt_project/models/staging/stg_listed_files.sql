{% if env_var("ONLY_KEPT", "") -%}
-- Nothing is looked for: what the build before found (commands/forget.py).
select
    source_file,
    kind,
    is_parquet,
    delimiter,
    keys,
    content_hash,
    mapping,
    mapping_problem,
    cast(null as varchar) as problem,
    {{ folder_of_details("source_file") }} as folder

from staging.found_before
{%- else -%}
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
    select unnest(found_files(
        {{ sql_text(posts_pattern()) }}, 'data/raw/drafts', '{{ post_columns() | join(" ") }}'
    )) as file
)
{%- endif %}
