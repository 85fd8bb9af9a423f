-- Every file below POSTS with what is made of it: posts, readings of accounts, details of the posts
-- in other files, or nothing, with the reason.
with

unusable as (

    select
        found.source_file,
        min(unusable.reason) as told

    from {{ ref("stg_listed_files") }} as found

    inner join {{ ref("unusable_exports") }} as unusable
        on
            found.kind = unusable.kind
            and list_has_all(found.keys, string_split(unusable.signature, '+'))

    group by all

),

-- Whoever adds a name to column_aliases wants files with it read again.
read_as as (

    select
        format,
        string_agg(canonical || '=' || alias, ';' order by canonical, alias) as names

    from {{ ref("column_aliases") }}

    group by all

),

formatted as (

    select
        files.*,
        case
            when (files.mapping -> '$.columns') is not null then 'mapped'
            -- What is no export of posts at all may look like one.
            when unusable.source_file is not null and unusable.told is null then null
            when nearest.is_complete then nearest.format
        end as format,
        case when format != 'mapped' then nearest.records end as records,
        case when format != 'mapped' then nearest.details_of end as details_of,
        nearest.format as nearest_format,
        nearest.missing,
        nearest.remedy,
        nearest.unexplained,
        nearest.is_near,
        unusable.source_file is not null as is_unusable,
        unusable.told

    from {{ ref("stg_listed_files") }} as files

    left join {{ ref("stg_file_formats") }} as nearest
        on files.source_file = nearest.source_file

    left join unusable
        on files.source_file = unusable.source_file

),

-- Posts stand beside what other files of their folder tell of them.
placed as (

    select
        *,
        bool_or(details_of is null) over family as is_beside_posts,
        list_sort(list(content_hash) filter (details_of is not null) over family) as details,
        coalesce(details_of, format) = 'download_your_information'
        and folder != {{ own_folder("source_file") }} as is_download

    from formatted

    window family as (partition by folder, coalesce(details_of, format))

),

-- A whole download has dozens of files that tell nothing of posts.
downloaded as (

    select distinct files.source_file

    from {{ ref("stg_listed_files") }} as files

    inner join placed as downloads
        on
            downloads.is_download
            and starts_with(files.source_file, downloads.folder || '/')

),

made as (

    select
        placed.source_file,
        case when placed.details_of is null then placed.format end as source_format,
        case when placed.details_of is not null and placed.is_beside_posts then placed.format end
            as detail_format,
        placed.folder,
        placed.kind,
        placed.is_parquet,
        placed.delimiter,
        placed.keys,
        placed.records,
        placed.content_hash,
        placed.mapping,
        placed.mapping ->> '$.zone' as mapped_zone,
        placed.mapping_problem,
        case
            when placed.problem is not null then placed.problem
            when source_format is not null or detail_format is not null then null
            when placed.is_unusable or placed.details_of is not null then placed.told
            when downloaded.source_file is not null then null
            when placed.is_near
                then format(
                    'is most like an export of {}, but lacks {}; {}',
                    replace(placed.nearest_format, '_', ' '),
                    placed.missing,
                    coalesce(
                        placed.remedy,
                        coalesce('not understood: ' || nullif(placed.unexplained, '') || '; ', '')
                        || 'name its columns in mapping.yml (docs/formats.md)'
                    )
                )
            when placed.kind = 'table'
                then format(
                    'is no export that is known here; not understood: {};'
                    || ' name its columns in mapping.yml (docs/formats.md)',
                    placed.unexplained
                )
            when placed.kind = 'json'
                then
                    'is no export that is known here; it has '
                    || coalesce(nullif(placed.unexplained, ''), 'no names')
        end as reason,
        source_format is null and detail_format is null and reason is null as is_passed_over,
        case
            when source_format is not null
                then md5(concat_ws(
                    ' ',
                    placed.content_hash,
                    source_format,
                    read_as.names,
                    placed.mapping,
                    array_to_string(placed.details, ' '),
                    '{{ how_files_are_read() }}'
                ))
        end as reading_id

    from placed

    left join downloaded
        on placed.source_file = downloaded.source_file

    left join read_as
        on placed.format = read_as.format

)

select * from made

{{ and_what_was_found_before() }}
