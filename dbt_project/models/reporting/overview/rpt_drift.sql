-- Only the newest export: what was read before it is in the model already.
with

newest as (

    select *

    from {{ ref("drift") }}

    where
        is_refit_due
        and export_date = (
            select max(every_export.export_date) from {{ ref("drift") }} as every_export
        )

),

-- Features in the words of reasons, where several have one.
named as (

    select
        newest.*,
        case
            when newest.kind = 'level'
                then
                    replace(newest.measure, '_', ' ') || ' ('
                    || {{ as_interval("newest.value", "newest.ci_low", "newest.ci_high", 2) }}
                    || ' times)'
            when newest.kind = 'mix' or concepts.concept = 'format' then 'format'
            when concepts.concept = 'size' then 'size of the account'
            else concepts.concept
        end as difference

    from newest

    left join {{ ref("feature_concepts") }} as concepts
        on newest.measure = concepts.column_name

    where newest.verdict = 'shifted' and newest.is_counted

),

differences as (

    select
        export_date,
        source_format,
        difference,
        min(if(kind = 'level', 0, 1)) as position

    from named

    where difference is not null

    group by all

),

listed as (

    select
        export_date,
        source_format,
        string_agg(difference, ', ' order by position, difference) as all_differences

    from differences

    group by all

),

sizes as (

    select
        source_format,
        max(n_posts) as n_posts

    from newest

    group by all

)

select
    listed.source_format,
    sizes.n_posts,
    'The ' || {{ counted("sizes.n_posts", "post") }} || ' read on '
    || cast(listed.export_date as varchar) || ' (' || replace(listed.source_format, '_', ' ')
    || ') differ from those learned from before in ' || listed.all_differences
    || '. This build has learned from both; answers and models from before it have not.' as sentence

from listed

inner join sizes
    on listed.source_format = sizes.source_format
