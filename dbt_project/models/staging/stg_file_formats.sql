-- The format that the names in a file tell, those of its columns or the keys of its JSON, or the
-- one that they come nearest to, and the names that this one does not explain.
with

keys as (

    select
        source_file,
        unnest(keys) as key,
        generate_subscripts(keys, 1) as place

    from {{ ref("stg_listed_files") }}

),

-- What each name of a file is called here, format by format.
named as (

    select distinct
        keys.source_file,
        keys.key,
        aliases.format,
        aliases.canonical

    from keys

    inner join {{ ref("column_aliases") }} as aliases
        on keys.key = lower(ltrim(aliases.alias, '/'))

),

understood as (

    select
        source_file,
        format,
        list(distinct canonical) as canonicals

    from named

    group by all

),

compared as (

    select
        files.source_file,
        formats.format,
        formats.kind,
        formats.records,
        formats.details_of,
        formats.remedy,
        string_split(formats.signature, '+') as wanted,
        if(formats.kind = 'json', files.keys, coalesce(understood.canonicals, [])) as held,
        list_filter(wanted, lambda name: not list_contains(held, name)) as missing,
        len(coalesce(understood.canonicals, [])) as n_named

    from {{ ref("stg_listed_files") }} as files

    -- Many a tool writes the rows of its tables as JSON too.
    inner join {{ ref("export_formats") }} as formats
        on
            files.kind = formats.kind
            or (files.kind = 'json' and formats.kind = 'table')

    left join understood
        on
            files.source_file = understood.source_file
            and formats.format = understood.format

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
                kind desc,
                format
        ) = 1

),

-- The numbered names of a list (images/0, images/1) are one; what lies within a value says little.
unexplained as (

    select
        keys.source_file,
        regexp_replace(keys.key, '/\d+(/.*)?$', '/...') as name,
        min(keys.place) as place

    from keys

    inner join nearest
        on keys.source_file = nearest.source_file

    left join named
        on
            keys.source_file = named.source_file
            and keys.key = named.key
            and nearest.format = named.format

    where named.key is null and not regexp_matches(keys.key, '^#\d+$|\.')

    group by all

),

told as (

    select
        source_file,
        array_to_string(list(name order by place)[:8], ', ') as names

    from unexplained

    group by all

)

select
    nearest.source_file,
    nearest.format,
    nearest.records,
    nearest.details_of,
    nearest.remedy,
    len(nearest.missing) = 0 as is_complete,
    len(nearest.wanted) > len(nearest.missing) or nearest.n_named > 1 as is_near,
    replace(replace(replace(
        array_to_string(nearest.missing, ', '),
        'created_at', 'times'
    ), 'owner_name', 'account names'), '_', ' ') as missing,
    coalesce(told.names, '') as unexplained

from nearest

left join told
    on nearest.source_file = told.source_file
