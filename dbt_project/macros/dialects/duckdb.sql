{#- The expressions of dialect.sql as DuckDB says them. -#}

{#- Through a decimal: a double would round fractions, and ids beyond 2^53. -#}
{% macro duckdb__whole_number(text) -%}
    case
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

{% macro duckdb__local_moment(text, zone) -%}
    (
        try_strptime(
            {{ text }},
            ['%m/%d/%Y %H:%M', '%m/%d/%Y %H:%M:%S', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M:%S']
        ) at time zone '{{ zone }}'
    ) at time zone 'UTC'
{%- endmacro %}
