-- How each file writes what it does not explain: the order of day and month, the time zone, the
-- marks within numbers. A shortcode knows when its post was uploaded, in UTC; numbers above twelve
-- are no months. What nothing in the file tells is what its tool usually does.
with

written as (

    select
        files.source_file,
        {{ plain_clock("raw.created_at") }} as clock_text,
        {{ clock_of_code("coalesce(nullif(trim(raw.shortcode), ''), " ~ shortcode_of("raw.permalink") ~ ")") }}
            as uploaded_at

    from {{ ref("stg_raw_records") }} as raw

    inner join {{ ref("stg_read_files") }} as files
        on raw.reading_id = files.reading_id

    where {{ is_wall_clock("raw.created_at") }}

),

both_ways as (

    select
        *,
        try_cast(regexp_extract(clock_text, '^(\d{1,2})-(\d{1,2})-', 1) as integer) as first_number,
        try_cast(regexp_extract(clock_text, '^(\d{1,2})-(\d{1,2})-', 2) as integer) as second_number,
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

zoned as (

    select
        sampled.source_file,
        zones.time_zone,
        count(*) as n_zone_checked,
        count(*) filter (
            abs({{ days_between(at_zone("sampled.shown_at", "zones.time_zone"), "sampled.uploaded_at") }})
            < 20.0 / 1440
        ) as n_zone_agreeing

    from sampled

    cross join {{ ref("time_zones") }} as zones

    group by all

),

likeliest as (

    select zoned.*

    from zoned

    inner join {{ ref("time_zones") }} as zones
        on zoned.time_zone = zones.time_zone

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
                zones.position
        ) = 1

),

numbers as (

    select distinct
        reading_id,
        trim(unnest(
            [likes, comments, views, reach, shares, saves, new_follows, followers, following]
        )) as value

    from {{ ref("stg_raw_records") }}

),

-- A mark with other than three digits behind it stands before a fraction; one that occurs twice
-- in a number, or before the other, between thousands.
marks as (

    select
        reading_id,
        coalesce(bool_or(regexp_full_match(value, '\d+\.(\d{1,2}|\d{4,})|(\d{4,}|0)\.\d{3}')), false)
        and not coalesce(bool_or(regexp_full_match(value, '\d{1,3}(\.\d{3}){2,}(,\d+)?|\d{1,3}(\.\d{3})+,\d+')), false)
            as is_point_decimal,
        coalesce(bool_or(regexp_full_match(value, '\d+,(\d{1,2}|\d{4,})|(\d{4,}|0),\d{3}')), false)
        and not coalesce(bool_or(regexp_full_match(value, '\d{1,3}(,\d{3}){2,}(\.\d+)?|\d{1,3}(,\d{3})+\.\d+')), false)
            as is_comma_decimal,
        count(*) filter (regexp_full_match(value, '[1-9]\d{0,2}[.,]\d{3}')) as n_with_one_mark,
        count(*) filter (
            regexp_full_match(value, '\d{1,3}([.,]\d{3}){2,}|.*[.,].*[.,].*|\d+[.,](\d{1,2}|\d{4,})')
        ) as n_telling_marks

    from numbers

    where contains(value, '.') or contains(value, ',')

    group by all

)

select
    files.source_file,
    coalesce(ordered.is_day_first, false) as is_day_first,
    ordered.date_order_evidence,
    coalesce(
        files.mapped_zone,
        case
            when
                likeliest.n_zone_agreeing >= 3
                and likeliest.n_zone_agreeing >= 0.6 * likeliest.n_zone_checked
                then likeliest.time_zone
        end,
        usual.time_zone,
        'UTC'
    ) as time_zone,
    case
        when files.mapped_zone is not null then 'mapping.yml'
        when ordered.source_file is null then 'the times say so'
        when likeliest.n_zone_agreeing >= 3
        and likeliest.n_zone_agreeing >= 0.6 * likeliest.n_zone_checked
            then 'shortcodes'
        else 'what the tool usually writes'
    end as time_zone_evidence,
    coalesce(likeliest.n_zone_checked, 0) as n_zone_checked,
    coalesce(likeliest.n_zone_agreeing, 0) as n_zone_agreeing,
    coalesce(marks.is_point_decimal, false) as is_point_decimal,
    coalesce(marks.is_comma_decimal, false) as is_comma_decimal,
    coalesce(
        marks.n_with_one_mark > 0
        and marks.n_telling_marks = 0
        and not marks.is_point_decimal
        and not marks.is_comma_decimal,
        false
    ) as is_mark_unclear

from {{ ref("stg_read_files") }} as files

left join ordered
    on files.source_file = ordered.source_file

left join likeliest
    on files.source_file = likeliest.source_file

left join usual
    on files.source_format = usual.format

left join marks
    on files.reading_id = marks.reading_id
