{#- Expressions that differ between engines: one macro each, so that a second engine
    can be added by dispatch. -#}

{#- A whole number written as '12', '12.0' or '12.00'; null when it is not one. -#}
{% macro whole_number(text) -%}
    try_cast(round(try_cast({{ text }} as double)) as bigint)
{%- endmacro %}

{#- Seconds since 1970 (milliseconds, microseconds), or an ISO 8601 time (UTC unless it carries
    an offset: a cast to `timestamp` would drop the offset, one to `timestamptz` takes the
    session's zone, which profiles.yml sets to UTC, where there is none). -#}
{% macro utc_timestamp(text) -%}
    coalesce(
        try(make_timestamp(
            cast(try_cast({{ text }} as double) * (1e6 / {{ epoch_units(text) }}) as bigint)
        )),
        {{ iso_timestamp(text) }}
    )
{%- endmacro %}

{#- How many of the units that a number of this size counts make a second: with 13 digits it
    counts milliseconds, with 16 microseconds. -#}
{% macro epoch_units(text) -%}
    case
        when try_cast({{ text }} as double) between 1e12 and 1e13 then 1e3
        when try_cast({{ text }} as double) between 1e15 and 1e16 then 1e6
        else 1
    end
{%- endmacro %}

{#- DuckDB reads an offset only behind seconds, which people leave out: 18:00+02:00. -#}
{% macro iso_timestamp(text) -%}
    try_cast(
        regexp_replace(
            {{ text }},
            '^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2})(Z|[+-][\d:]+)$',
            '\1:00\2'
        ) as timestamptz
    ) at time zone 'UTC'
{%- endmacro %}

{#- The hands of the clocks in an IANA time zone when it is a moment in UTC. -#}
{% macro local_time(moment, zone) -%}
    ({{ moment }} at time zone 'UTC') at time zone {{ zone }}
{%- endmacro %}

{% macro truth(text) -%}
    try_cast(nullif(trim({{ text }}), '') as boolean)
{%- endmacro %}

{#- A field of a Python dict literal such as {'id': '1', 'name': "O'Hara"}. -#}
{% macro python_dict_text(dict, key) -%}
    nullif(
        coalesce(
            nullif(regexp_extract({{ dict }}, '''{{ key }}'': ''((?:[^''\\]|\\.)*)''', 1), ''),
            regexp_extract({{ dict }}, '''{{ key }}'': "((?:[^"\\]|\\.)*)"', 1)
        ),
        ''
    )
{%- endmacro %}

{#- How often a pattern occurs in a text. -#}
{% macro n_matches(text, pattern) -%}
    cast(len(regexp_extract_all({{ text }}, '{{ pattern }}')) as bigint)
{%- endmacro %}

{#- Seconds as a number of days. -#}
{% macro days_between(earlier, later) -%}
    (epoch({{ later }}) - epoch({{ earlier }})) / 86400.0
{%- endmacro %}

{#- A sum of decimals is exact, hence the same in whatever order the engine adds: the
    reason why no later post can change even the last bit of an earlier post's history. -#}
{% macro exact(number) -%}
    cast({{ number }} as decimal(18, 6))
{%- endmacro %}

{#- When a post was uploaded, as its shortcode says: its first eleven digits in base 64 (old
    ones have fewer), without the low 23 bits, are milliseconds since Instagram's own epoch. -#}
{% macro uploaded_at(shortcode) -%}
    {%- set code = "lpad(left(" ~ shortcode ~ ", 11), 11, 'A')" -%}
    make_timestamp_ms(
        1314220021721
        {%- for place in range(1, 8) %}
        + {{ 2 * 64 ** (7 - place) }} * {{ base64_digit(code, place) }}
        {%- endfor %}
        + {{ base64_digit(code, 8) }} // 32
    )
{%- endmacro %}

{% macro base64_digit(text, place) -%}
    (
        instr(
            'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
            substr({{ text }}, {{ place }}, 1)
        ) - 1
    )
{%- endmacro %}

{#- When this run began, UTC. -#}
{% macro run_started() -%}
    (cast('{{ run_started_at }}' as timestamptz) at time zone 'UTC')
{%- endmacro %}
