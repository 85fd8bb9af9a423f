{#- Values as exports write them: times, counts, and what they are counts of. -#}

{#- A moment as exports write it, UTC: seconds, ISO 8601, the letters of American zones behind it,
    or the clock of the file's own zone, in its order of day and month (stg_file_conventions). -#}
{% macro exported_time(text, is_day_first, time_zone) -%}
    case
        -- Nearly all are this, and need not be looked at for more.
        when regexp_full_match({{ text }}, '-?\d{6,}(\.\d*)?') then {{ utc_timestamp(text) }}
        when {{ is_wall_clock(text) }}
            then {{ at_zone(wall_clock(plain_clock(text), is_day_first), time_zone) }}
        else {{ utc_timestamp(with_offset(text)) }}
    end
{%- endmacro %}

{#- A date, with or without a time, and nothing that says in which zone; or its number of days in a
    spreadsheet. -#}
{% macro is_wall_clock(text) -%}
    coalesce(
        regexp_full_match(
            lower(trim({{ text }})),
            '\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?,?([t ]+\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s?([ap]\.?\s?m\.?)?)?|[2-7]\d{4}([.,]\d+)?'
        ),
        false
    )
{%- endmacro %}

{#- The same text with hyphens in its date, one blank before its time and am or pm behind it. -#}
{% macro plain_clock(text) -%}
    trim(regexp_replace(
        regexp_replace(
            lower(trim({{ text }})), '^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})\.?,?[t ]*', '\1-\2-\3 '
        ),
        '\s?([ap])\.?\s?m\.?$',
        ' \1m'
    ))
{%- endmacro %}

{#- Offsets as ISO 8601 writes them: +00:00 for +0000, and for the letters of American zones.
    Seconds have a point before their fraction, not a comma. -#}
{% macro with_offset(text) -%}
    {%- set zones = {"EDT": "-04:00", "EST": "-05:00", "CDT": "-05:00", "CST": "-06:00", "MDT": "-06:00", "MST": "-07:00", "PDT": "-07:00", "PST": "-08:00", "UTC": "Z", "GMT": "Z"} -%}
    {%- set written = namespace(text="regexp_replace(regexp_replace(" ~ text ~ ", '^(\\d+),(\\d+)$', '\\1.\\2'), '([+-]\\d{2})(\\d{2})$', '\\1:\\2')") -%}
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

{#- A count, with or without marks between its thousands: 2,446, 2.446 and 2 446 are one number,
    since no count has a fraction, unless other numbers of its file show that it has. -#}
{% macro exported_count(text, is_point_decimal, is_comma_decimal) -%}
    case
        when regexp_full_match({{ text }}, '-?\d{1,18}(\.0*)?') then cast({{ text }} as bigint)
        when {{ text }} is not null
            then {{ whole_number(
                "case"
                ~ " when not " ~ is_point_decimal ~ " and regexp_full_match(" ~ digits_of(text) ~ ", '\\d{1,3}(\\.\\d{3})+(,\\d+)?')"
                ~ " then replace(replace(" ~ digits_of(text) ~ ", '.', ''), ',', '.')"
                ~ " when not " ~ is_comma_decimal ~ " and regexp_full_match(" ~ digits_of(text) ~ ", '\\d{1,3}(,\\d{3})+(\\.\\d+)?')"
                ~ " then replace(" ~ digits_of(text) ~ ", ',', '')"
                ~ " else replace(" ~ digits_of(text) ~ ", ',', '.')"
                ~ " end"
            ) }}
    end
{%- endmacro %}

{#- Without what some languages put between thousands: blanks and apostrophes. -#}
{% macro digits_of(text) -%}
    {{ return("regexp_replace(trim(" ~ text ~ "), '[\\s\\x{a0}\\x{202f}''’](\\d{3})', '\\1', 'g')") }}
{%- endmacro %}

{#- Nothing, dashes and a negative number say that a count is hidden. -#}
{% macro is_hidden(text, count) -%}
    (
        lower(coalesce(trim({{ text }}), '')) in ('', '--', '-', 'nan', 'none', 'null')
        or coalesce({{ count }} < 0, false)
    )
{%- endmacro %}

{#- A column of counts, null where it holds what nobody can count: less than nothing, or more than
    an account or a post could have. -#}
{% macro believed_count(column) -%}
    case when {{ column }} between 0 and {{ var("max_count") }} then {{ column }} end as {{ column }}
{%- endmacro %}

{#- The name of an account, with or without an @ before it; an object of JSON names none. -#}
{% macro handle(text) -%}
    case
        when left({{ text }}, 1) not in ('{', '[') or not json_valid({{ text }})
            then nullif(ltrim(trim({{ text }}), '@'), '')
    end
{%- endmacro %}

{#- The code in a post's address. -#}
{% macro shortcode_of(permalink) -%}
    nullif(regexp_extract({{ permalink }}, 'instagram\.com/(?:[\w.]+/)?(?:p|reel|reels|tv)/([\w-]+)', 1), '')
{%- endmacro %}

{#- A download says whose it is in the name of its folder only. -#}
{% macro folder_of_download(source_file) -%}
    coalesce(
        nullif(
            regexp_extract(
                {{ source_file }},
                '([^/\\]+)[/\\](?:(?:logged_information|your_instagram_activity)[/\\])?past_instagram_insights[/\\]',
                1
            ),
            ''
        ),
        'my account'
    )
{%- endmacro %}

{#- When a file was read, where its name says so: dataset_..._2026-03-19_02-18-05-080.json. -#}
{% macro time_in_name(source_file) -%}
    {{ utc_timestamp(
        "regexp_replace(regexp_extract(" ~ source_file ~ ", '_(\\d{4}-\\d{2}-\\d{2}_\\d{2}-\\d{2}-\\d{2})-\\d{3}[.]\\w+$', 1),"
        ~ " '_(\\d{2})-(\\d{2})-(\\d{2})$', 'T\\1:\\2:\\3')"
    ) }}
{%- endmacro %}

{#- A number that was written through a fraction: 1.80182E+16, 17902724751121134.0. Beyond 2^53 its
    last digits are lost. -#}
{% macro is_rounded(number) -%}
    coalesce(regexp_full_match(trim({{ number }}), '[\d.,]+[eE][+]?\d+|\d{16,}[.,]0+'), false)
{%- endmacro %}

{% macro is_exact(number) -%}
    (not {{ is_rounded(number) }})
{%- endmacro %}

{#- Whether any of the numbers is written like this: an aggregate. -#}
{% macro has_number_like(pattern) -%}
    coalesce(bool_or(regexp_full_match(value, '{{ pattern }}')), false)
{%- endmacro %}

{#- A column of raw records as a count, and as a moment, by the conventions of its file. -#}
{% macro told_count(column) -%}
    {{ exported_count("raw." ~ column, "conventions.is_point_decimal", "conventions.is_comma_decimal") }}
{%- endmacro %}

{% macro told_time(column) -%}
    {{ exported_time("raw." ~ column, "conventions.is_day_first", "conventions.time_zone") }}
{%- endmacro %}
