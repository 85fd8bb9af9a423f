-- Every file below POSTS, what is in it, and the format that its names tell: those of its columns,
-- or the keys of its JSON. A file's own name tells nothing.
with

found as (

    select
        file.source_file,
        case when file.kind in ('csv', 'parquet') then 'table' else file.kind end as kind,
        file.kind = 'parquet' as is_parquet,
        file.delimiter,
        file.keys,
        file.content_hash,
        file.mapping,
        file.mapping_problem,
        nullif(file.problem, '') as problem

    from (
        select unnest(found_files(
            {{ sql_text(posts_pattern()) }}, 'data/raw/drafts', '{{ post_columns() | join(" ") }}'
        )) as file
    )

),

-- What each name of a file is called here, format by format.
named as (

    select
        found.source_file,
        aliases.format,
        list(distinct aliases.canonical) as canonicals

    from (
        select
            source_file,
            kind,
            unnest(keys) as key
        from found
    ) as found

    inner join {{ ref("column_aliases") }} as aliases
        on
            found.kind = 'table'
            and found.key = lower(aliases.alias)

    group by all

),

compared as (

    select
        found.source_file,
        formats.format,
        formats.records,
        string_split(formats.signature, '+') as wanted,
        case when found.kind = 'json' then found.keys else coalesce(named.canonicals, []) end
            as held,
        list_filter(wanted, lambda name: not list_contains(held, name)) as missing,
        len(coalesce(named.canonicals, [])) as n_named

    from found

    inner join {{ ref("export_formats") }} as formats
        on found.kind = formats.kind

    left join named
        on
            found.source_file = named.source_file
            and formats.format = named.format

),

nearest as (

    select *

    from compared

    qualify
        row_number() over (
            partition by source_file
            order by
                len(missing) = 0 desc,
                n_named desc,
                len(wanted) - len(missing) desc,
                format
        ) = 1

),

unusable as (

    select
        found.source_file,
        min(unusable.reason) as told

    from found

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

)

select
    found.source_file,
    case
        when (found.mapping -> '$.columns') is not null then 'mapped'
        when len(nearest.missing) = 0 then nearest.format
    end as source_format,
    found.kind,
    found.is_parquet,
    found.delimiter,
    found.keys,
    case when source_format != 'mapped' then nearest.records end as records,
    found.content_hash,
    found.mapping,
    found.mapping ->> '$.zone' as mapped_zone,
    found.mapping_problem,
    case
        when found.problem is not null then found.problem
        when source_format is not null then null
        when unusable.told is not null then unusable.told
        when len(nearest.wanted) > len(nearest.missing)
            then format(
                'is most like an export of {}, but lacks {}; it has {}',
                replace(nearest.format, '_', ' '),
                array_to_string(nearest.missing, ', '),
                array_to_string(found.keys[:6], ', ')
            )
        when found.kind != ''
            then format(
                'is no export that is known here; it has {}',
                array_to_string(found.keys[:6], ', ')
            )
    end as reason,
    source_format is null and reason is null as is_passed_over,
    case
        when source_format is not null
            then md5(concat_ws(
                ' ',
                found.content_hash,
                source_format,
                read_as.names,
                found.mapping,
                '{{ how_files_are_read() }}'
            ))
    end as reading_id

from found

left join nearest
    on found.source_file = nearest.source_file

left join unusable
    on found.source_file = unusable.source_file

left join read_as
    on
        nearest.format = read_as.format
        and (found.mapping -> '$.columns') is null
