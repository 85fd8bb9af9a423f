{#- Expressions that differ between engines: one macro each, so that a second engine
    can be added by dispatch. -#}

{#- A whole number written as '12', '12.0' or '12.00'; null when it is not one. -#}
{% macro whole_number(text) -%}
    try_cast(round(try_cast({{ text }} as double)) as bigint)
{%- endmacro %}

{#- Seconds since 1970, or an ISO 8601 time (UTC unless it carries an offset: a cast to
    `timestamp` would drop the offset, one to `timestamptz` takes the session's zone,
    which profiles.yml sets to UTC, where there is none). -#}
{% macro utc_timestamp(text) -%}
    coalesce(
        try(make_timestamp(cast(try_cast({{ text }} as double) * 1e6 as bigint))),
        {{ iso_timestamp(text) }}
    )
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
