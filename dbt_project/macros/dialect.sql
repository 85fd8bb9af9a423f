{#- The expressions that engines write differently. What each means is said here; how an engine
    says it is in dialects/, one file per engine, where adapter.dispatch finds it by its prefix:
    `duckdb__whole_number`. docs/architecture.md counts what still stands outside. -#}

{#- A whole number written as '12', '12.0' or '12.00'; null when it is not one. -#}
{% macro whole_number(text) -%}
    {{ return(adapter.dispatch("whole_number")(text)) }}
{%- endmacro %}

{#- Seconds since 1970 (milli-, micro-, nanoseconds), or an ISO 8601 time. -#}
{% macro utc_timestamp(text) -%}
    {{ return(adapter.dispatch("utc_timestamp")(text)) }}
{%- endmacro %}

{#- How many of the units that a number of this size counts make a second: with 13 digits it
    counts milliseconds, with 16 microseconds, with 19 nanoseconds (pandas). -#}
{% macro epoch_units(text) -%}
    {{ return(adapter.dispatch("epoch_units")(text)) }}
{%- endmacro %}

{#- An ISO 8601 time as one in UTC, which it is in unless it carries an offset. People leave out
    the seconds before an offset: 18:00+02:00. -#}
{% macro iso_timestamp(text) -%}
    {{ return(adapter.dispatch("iso_timestamp")(text)) }}
{%- endmacro %}

{#- The hands of the clocks in an IANA time zone when it is a moment in UTC. -#}
{% macro local_time(moment, zone) -%}
    {{ return(adapter.dispatch("local_time")(moment, zone)) }}
{%- endmacro %}

{#- True or false, as exports write it; null where it is neither. -#}
{% macro truth(text) -%}
    {{ return(adapter.dispatch("truth")(text)) }}
{%- endmacro %}

{#- A field of a Python dict literal such as {'id': '1', 'name': "O'Hara"}: null where it is
    empty or not there. Python escapes quotes and backslashes. -#}
{% macro python_dict_text(dict, key) -%}
    {{ return(adapter.dispatch("python_dict_text")(dict, key)) }}
{%- endmacro %}

{#- How often a pattern occurs in a text. -#}
{% macro n_matches(text, pattern) -%}
    {{ return(adapter.dispatch("n_matches")(text, pattern)) }}
{%- endmacro %}

{#- Seconds as a number of days. -#}
{% macro days_between(earlier, later) -%}
    {{ return(adapter.dispatch("days_between")(earlier, later)) }}
{%- endmacro %}

{#- A sum of decimals is exact, hence the same in whatever order the engine adds: the
    reason why no later post can change even the last bit of an earlier post's history. -#}
{% macro exact(number) -%}
    cast({{ number }} as decimal(18, 6))
{%- endmacro %}

{#- When a post was uploaded, as its shortcode says: its first eleven digits in base 64 (old
    ones have fewer), without the low 23 bits, are milliseconds since Instagram's own epoch. -#}
{% macro uploaded_at(shortcode) -%}
    {{ return(adapter.dispatch("uploaded_at")(shortcode)) }}
{%- endmacro %}

{% macro base64_digit(text, place) -%}
    (
        instr(
            'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
            substr({{ text }}, {{ place }}, 1)
        ) - 1
    )
{%- endmacro %}

{#- Values in a pattern of Python's format mini-language ('{:,} posts'); null where one is. -#}
{% macro formatted(pattern, values) -%}
    {{ return(adapter.dispatch("formatted")(pattern, values)) }}
{%- endmacro %}

{#- When this run began, UTC. -#}
{% macro run_started() -%}
    {{ return(adapter.dispatch("run_started")()) }}
{%- endmacro %}

{#- A date and a time as a calendar and a clock show them: 4-15-2026 10:38 pm, 2026-04-15, or the
    number of its day in a spreadsheet. Where the year comes last, day or month comes first. -#}
{% macro wall_clock(text, is_day_first) -%}
    {{ return(adapter.dispatch("wall_clock")(text, is_day_first)) }}
{%- endmacro %}

{#- The moment, UTC, at which the clocks of an IANA time zone show this. -#}
{% macro at_zone(wall_clock, zone) -%}
    {{ return(adapter.dispatch("at_zone")(wall_clock, zone)) }}
{%- endmacro %}

{#- The shortcode that encodes a post's number, in base 64. -#}
{% macro code_of_number(number) -%}
    {{ return(adapter.dispatch("code_of_number")(number)) }}
{%- endmacro %}
