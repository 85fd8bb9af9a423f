{#- The expressions of dialect.sql as DuckDB says them. -#}

{#- Through a decimal: a double would round fractions, and ids beyond 2^53. DuckDB takes 1_2 for
    twelve; here it is a handle. -#}
{% macro duckdb__whole_number(text) -%}
    case
        when contains({{ text }}, '_') then null
        when try_cast({{ text }} as decimal(38, 10)) % 1 = 0 then try_cast({{ text }} as bigint)
    end
{%- endmacro %}

{% macro duckdb__utc_timestamp(text) -%}
    coalesce(
        try(make_timestamp(
            cast(try_cast({{ text }} as double) * (1e6 / {{ epoch_units(text) }}) as bigint)
        )),
        {{ iso_timestamp(text) }}
    )
{%- endmacro %}

{% macro duckdb__epoch_units(text) -%}
    case
        when try_cast({{ text }} as double) between 1e12 and 1e13 then 1e3
        when try_cast({{ text }} as double) between 1e15 and 1e16 then 1e6
        when try_cast({{ text }} as double) between 1e18 and 1e19 then 1e9
        else 1
    end
{%- endmacro %}

{#- An offset is read only behind seconds. A cast to `timestamp` would drop it, one to
    `timestamptz` takes the session's zone, which profiles.yml sets to UTC, where there is none. -#}
{% macro duckdb__iso_timestamp(text) -%}
    try_cast(
        regexp_replace(
            {{ text }},
            '^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2})(Z|[+-][\d:]+)$',
            '\1:00\2'
        ) as timestamptz
    ) at time zone 'UTC'
{%- endmacro %}

{% macro duckdb__local_time(moment, zone) -%}
    ({{ moment }} at time zone 'UTC') at time zone {{ zone }}
{%- endmacro %}

{% macro duckdb__truth(text) -%}
    try_cast(nullif(trim({{ text }}), '') as boolean)
{%- endmacro %}

{% macro duckdb__python_dict_text(dict, key) -%}
    regexp_replace(
        nullif(
            coalesce(
                nullif(regexp_extract({{ dict }}, '''{{ key }}'': ''((?:[^''\\]|\\.)*)''', 1), ''),
                regexp_extract({{ dict }}, '''{{ key }}'': "((?:[^"\\]|\\.)*)"', 1)
            ),
            ''
        ),
        '\\([''"\\])',
        '\1',
        'g'
    )
{%- endmacro %}

{% macro duckdb__n_matches(text, pattern) -%}
    cast(len(regexp_extract_all({{ text }}, '{{ pattern }}')) as bigint)
{%- endmacro %}

{% macro duckdb__days_between(earlier, later) -%}
    (epoch({{ later }}) - epoch({{ earlier }})) / 86400.0
{%- endmacro %}

{% macro duckdb__uploaded_at(shortcode) -%}
    {%- set code = "lpad(left(" ~ shortcode ~ ", 11), 11, 'A')" -%}
    make_timestamp_ms(
        1314220021721
        {%- for place in range(1, 8) %}
        + {{ 2 * 64 ** (7 - place) }} * {{ base64_digit(code, place) }}
        {%- endfor %}
        + {{ base64_digit(code, 8) }} // 32
    )
{%- endmacro %}

{% macro duckdb__formatted(pattern, values) -%}
    format('{{ pattern }}', {{ values | join(", ") }})
{%- endmacro %}

{% macro duckdb__run_started() -%}
    (cast('{{ run_started_at }}' as timestamptz) at time zone 'UTC')
{%- endmacro %}

{#- The year in two digits is tried first: it does not fit one in four. -#}
{% macro duckdb__wall_clock(text, is_day_first) -%}
    case
        when regexp_matches({{ text }}, '^\d{5}([.,]\d+)?$')
            then timestamp '1899-12-30'
            + to_seconds(round(86400 * try_cast(replace({{ text }}, ',', '.') as double)))
        when regexp_matches({{ text }}, '^\d{4}-')
            then coalesce(
                try_cast({{ text }} as timestamp),
                try_strptime({{ text }}, ['%Y-%m-%d %I:%M %p', '%Y-%m-%d %I:%M:%S %p'])
            )
        when {{ is_day_first }}
            then try_strptime({{ text }}, {{ clock_patterns("%d-%m") }})
        else try_strptime({{ text }}, {{ clock_patterns("%m-%d") }})
    end
{%- endmacro %}

{% macro clock_patterns(day) -%}
    {%- set patterns = [] -%}
    {%- for year in ["%y", "%Y"] -%}
        {%- for clock in ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p"] -%}
            {%- do patterns.append("'" ~ day ~ "-" ~ year ~ clock ~ "'") -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return("[" ~ patterns | join(", ") ~ "]") }}
{%- endmacro %}

{% macro duckdb__at_zone(wall_clock, zone) -%}
    {{ return("((" ~ wall_clock ~ ") at time zone " ~ zone ~ ") at time zone 'UTC'") }}
{%- endmacro %}

{% macro duckdb__code_of_number(number) -%}
    ltrim(
        {%- for place in range(10, -1, -1) %}
        substr(
            'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
            cast(1 + (({{ number }} >> {{ 6 * place }}) & 63) as bigint),
            1
        ){{ " ||" if not loop.last }}
        {%- endfor %},
        'A'
    )
{%- endmacro %}
