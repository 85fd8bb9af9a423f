-- How each file writes its times where it does not say so: the order of day and month, and the time
-- zone. A shortcode knows when its post was uploaded, in UTC; numbers above twelve
-- are no months. What nothing in the file tells is what its tool usually does.
with

written as (

    select
        files.source_file,
        {{ plain_clock("raw.created_at") }} as clock_text,
        coalesce(nullif(trim(raw.shortcode), ''), {{ shortcode_of("raw.permalink") }}) as code,
        {{ clock_of_code("code") }} as uploaded_at

    from {{ ref("stg_raw_records") }} as raw

    inner join {{ ref("stg_read_files") }} as files
        on raw.reading_id = files.reading_id

    where {{ is_wall_clock("raw.created_at") }}

),

both_ways as (

    select
        *,
        try_cast(regexp_extract(clock_text, '^(\d{1,2})-\d{1,2}-', 1) as integer) as first_number,
        try_cast(regexp_extract(clock_text, '^\d{1,2}-(\d{1,2})-', 1) as integer) as second_number,
        {{ wall_clock("clock_text", "true") }} as day_first,
        {{ wall_clock("clock_text", "false") }} as month_first

    from written

),

ordered as (

    select
        source_file,
        count(first_number) > 0 as is_asked,
        count(*) filter (first_number > 12 and second_number <= 12) as n_only_day_first,
        count(*) filter (second_number > 12 and first_number <= 12) as n_only_month_first,
        count(*) filter (abs({{ days_between("day_first", "uploaded_at") }}) < 1.2)
            as n_clocks_day_first,
        count(*) filter (abs({{ days_between("month_first", "uploaded_at") }}) < 1.2)
            as n_clocks_month_first,
        (n_only_day_first, n_clocks_day_first) > (n_only_month_first, n_clocks_month_first)
            as is_day_first,
        case
            when not is_asked then null
            when n_only_day_first > 0 and n_only_month_first > 0 then 'both occur'
            when n_only_day_first + n_only_month_first > 0 then 'days beyond twelve'
            when n_clocks_day_first != n_clocks_month_first then 'shortcodes'
            else 'nothing'
        end as date_order_evidence

    from both_ways

    group by all

),

-- Some two hundred times of a file tell its zone.
sampled as (

    select
        both_ways.source_file,
        both_ways.uploaded_at,
        if(ordered.is_day_first, both_ways.day_first, both_ways.month_first) as shown_at

    from both_ways

    inner join ordered
        on both_ways.source_file = ordered.source_file

    where both_ways.uploaded_at is not null and shown_at is not null

    qualify
        row_number() over (
            partition by both_ways.source_file
            order by hash(both_ways.uploaded_at), both_ways.uploaded_at, shown_at
        ) <= 200

),

usual as (

    select
        format,
        any_value(time_zone) as time_zone

    from {{ ref("export_formats") }}

    group by all

),

compared as (

    select
        sampled.source_file,
        zones.time_zone,
        zones.position,
        {{ at_zone("sampled.shown_at", "zones.time_zone") }} as posted_at,
        abs({{ days_between("posted_at", "sampled.uploaded_at") }}) < 20.0 / 1440 as is_agreeing

    from sampled

    cross join {{ ref("time_zones") }} as zones

),

zoned as (

    select
        source_file,
        time_zone,
        any_value(position) as position,
        count(*) as n_zone_checked,
        count(*) filter (is_agreeing) as n_zone_agreeing,
        n_zone_agreeing >= greatest(3, 0.6 * n_zone_checked) as is_telling

    from compared

    group by all

),

likeliest as (

    select zoned.*

    from zoned

    inner join {{ ref("stg_read_files") }} as files
        on zoned.source_file = files.source_file

    left join usual
        on files.source_format = usual.format

    qualify
        row_number() over (
            partition by zoned.source_file
            order by
                zoned.n_zone_agreeing desc,
                zoned.time_zone = usual.time_zone desc,
                zoned.position
        ) = 1

)

select
    files.source_file,
    coalesce(ordered.is_day_first, false) as is_day_first,
    ordered.date_order_evidence,
    coalesce(
        files.mapped_zone,
        case when likeliest.is_telling then likeliest.time_zone end,
        usual.time_zone,
        'UTC'
    ) as time_zone,
    case
        when files.mapped_zone is not null then 'mapping.yml'
        when ordered.source_file is null then 'the times say so'
        when likeliest.is_telling then 'shortcodes'
        else 'what the tool usually writes'
    end as time_zone_evidence,
    coalesce(likeliest.n_zone_checked, 0) as n_zone_checked,
    coalesce(likeliest.n_zone_agreeing, 0) as n_zone_agreeing,
    coalesce(marks.is_point_decimal, false) as is_point_decimal,
    coalesce(marks.is_comma_decimal, false) as is_comma_decimal,
    coalesce(marks.is_mark_unclear, false) as is_mark_unclear

from {{ ref("stg_read_files") }} as files

left join ordered
    on files.source_file = ordered.source_file

left join likeliest
    on files.source_file = likeliest.source_file

left join usual
    on files.source_format = usual.format

left join {{ ref("stg_number_marks") }} as marks
    on files.reading_id = marks.reading_id
