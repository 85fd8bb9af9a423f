{#- Times and names as exports write them; counts are in exported_counts.sql. -#}

{#- A moment as exports write it, UTC: seconds, ISO 8601, the letters of American zones behind it,
    or the clock of the file's own zone, in its order of day and month (stg_file_conventions). -#}
{% macro exported_time(text, is_day_first, time_zone) -%}
    case
        -- Nearly all are this, and need not be looked at for more.
        when {{ whole_match(text, '-?\\d{6,}(\\.\\d*)?') }} then {{ utc_timestamp(text) }}
        when {{ is_wall_clock(text) }}
            then {{ at_zone(wall_clock(plain_clock(text), is_day_first), time_zone) }}
        else {{ utc_timestamp(with_offset(text)) }}
    end
{%- endmacro %}

{#- A date, with or without a time, and nothing that says in which zone; or its number of days in a
    spreadsheet. -#}
{% macro is_wall_clock(text) -%}
    coalesce(
        {{ whole_match(
            "lower(trim(" ~ text ~ "))",
            '\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4}\\.?,?([t ]+\\d{1,2}:\\d{2}(:\\d{2}([.,]\\d+)?)?\\s?([ap]\\.?\\s?m\\.?)?)?|[2-7]\\d{4}([.,]\\d+)?'
        ) }},
        false
    )
{%- endmacro %}

{#- The same text with hyphens in its date, one blank before its time and am or pm behind it. -#}
{% macro plain_clock(text) -%}
    trim({{ replaced(
        replaced(
            "lower(trim(" ~ text ~ "))",
            '^(\\d{1,4})[./-](\\d{1,2})[./-](\\d{1,4})\\.?,?[t ]*',
            '\\1-\\2-\\3 '
        ),
        '\\s?([ap])\\.?\\s?m\\.?$',
        ' \\1m'
    ) }})
{%- endmacro %}

{#- Offsets as ISO 8601 writes them: +00:00 for +0000, and for the letters of American zones.
    Seconds have a point before their fraction, not a comma. -#}
{% macro with_offset(text) -%}
    {%- set zones = {"EDT": "-04:00", "EST": "-05:00", "CDT": "-05:00", "CST": "-06:00", "MDT": "-06:00", "MST": "-07:00", "PDT": "-07:00", "PST": "-08:00", "UTC": "Z", "GMT": "Z"} -%}
    {%- set written = namespace(text=replaced(replaced(text, '^(\\d+),(\\d+)$', '\\1.\\2'), '([+-]\\d{2})(\\d{2})$', '\\1:\\2')) -%}
    {%- for letters, offset in zones.items() -%}
        {%- set written.text = "replace(" ~ written.text ~ ", ' " ~ letters ~ "', '" ~ offset ~ "')" -%}
    {%- endfor -%}
    {{ return(written.text) }}
{%- endmacro %}

{#- When the post with this code was uploaded; null where it is too short to have a clock, or not
    Instagram's at all. -#}
{% macro clock_of_code(code) -%}
    case
        when length({{ code }}) >= 11 and {{ uploaded_at(code) }} <= {{ run_started() }} + interval 1 day
            then {{ uploaded_at(code) }}
    end
{%- endmacro %}

{#- The name of an account, with or without an @ before it; an object of JSON names none. -#}
{% macro handle(text) -%}
    case
        when left({{ text }}, 1) not in ('{', '[') or not {{ is_json(text) }}
            then nullif(trim(leading '@' from trim({{ text }})), '')
    end
{%- endmacro %}

{#- The code in a post's address. -#}
{% macro shortcode_of(permalink) -%}
    nullif({{ part_of(permalink, 'instagram\\.com/(?:[\\w.]+/)?(?:p|reel|reels|tv)/([\\w-]+)', 1) }}, '')
{%- endmacro %}

{#- A download says whose it is in the name of its folder only. -#}
{% macro folder_of_download(source_file) -%}
    coalesce(
        nullif(
            {{ part_of(
                source_file,
                '([^/\\\\]+)[/\\\\](?:(?:logged_information|your_instagram_activity)[/\\\\])?past_instagram_insights[/\\\\]',
                1
            ) }},
            ''
        ),
        'my account'
    )
{%- endmacro %}

{#- When a file was read, where its name says so: dataset_..._2026-03-19_02-18-05-080.json. -#}
{% macro time_in_name(source_file) -%}
    {{ utc_timestamp(replaced(
        part_of(source_file, '_(\\d{4}-\\d{2}-\\d{2}_\\d{2}-\\d{2}-\\d{2})-\\d{3}[.]\\w+$', 1),
        '_(\\d{2})-(\\d{2})-(\\d{2})$',
        'T\\1:\\2:\\3'
    )) }}
{%- endmacro %}

{#- A column of raw records as a moment, by the conventions of its file. -#}
{% macro told_time(column) -%}
    {{ exported_time("raw." ~ column, "conventions.is_day_first", "conventions.time_zone") }}
{%- endmacro %}
