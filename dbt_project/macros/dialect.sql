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

{#- A whole number of digits, '-12' or '12.0', that needs no closer look. -#}
{% macro plain_number(text) -%}
    {{ return(adapter.dispatch("plain_number")(text)) }}
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

{#- Whether a moment is one: neither unknown nor endless. -#}
{% macro is_moment(moment) -%}
    {{ return(adapter.dispatch("is_moment")(moment)) }}
{%- endmacro %}

{#- Whether a text is JSON. -#}
{% macro is_json(text) -%}
    {{ return(adapter.dispatch("is_json")(text)) }}
{%- endmacro %}

{#- UTF-8 that was read as Latin-1, read right; any other text as it is. -#}
{% macro read_as_utf8(text) -%}
    {{ return(adapter.dispatch("read_as_utf8")(text)) }}
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

{#- Whether a pattern occurs in a text. -#}
{% macro has_match(text, pattern) -%}
    {{ return(adapter.dispatch("has_match")(text, pattern)) }}
{%- endmacro %}

{#- Whether the whole of a text is what a pattern says. -#}
{% macro whole_match(text, pattern) -%}
    {{ return(adapter.dispatch("whole_match")(text, pattern)) }}
{%- endmacro %}

{#- What a group of a pattern matches where it first occurs in a text: '' where it does not. -#}
{% macro part_of(text, pattern, group) -%}
    {{ return(adapter.dispatch("part_of")(text, pattern, group)) }}
{%- endmacro %}

{#- A text with something else for each match of a pattern: \1 is the pattern's first group. -#}
{% macro replaced(text, pattern, by) -%}
    {{ return(adapter.dispatch("replaced")(text, pattern, by)) }}
{%- endmacro %}

{#- A text with a space for each match of a pattern, in small letters or capitals. -#}
{% macro without_matches(text, pattern) -%}
    {{ return(adapter.dispatch("without_matches")(text, pattern)) }}
{%- endmacro %}

{#- All matches of a pattern in a text, as a list. -#}
{% macro matches_of(text, pattern) -%}
    {{ return(adapter.dispatch("matches_of")(text, pattern)) }}
{%- endmacro %}

{#- Seconds since 1970 of a moment in UTC. -#}
{% macro epoch_seconds(moment) -%}
    {{ return(adapter.dispatch("epoch_seconds")(moment)) }}
{%- endmacro %}

{#- 1 for Monday to 7 for Sunday. -#}
{% macro weekday_number(moment) -%}
    {{ return(adapter.dispatch("weekday_number")(moment)) }}
{%- endmacro %}

{#- A number as the nearest whole one, of two as near the even one. -#}
{% macro rounded(number) -%}
    {{ return(adapter.dispatch("rounded")(number)) }}
{%- endmacro %}

{#- All columns of a table of the query but some. -#}
{% macro all_but(columns, table=none) -%}
    {{ return(adapter.dispatch("all_but")(columns, table)) }}
{%- endmacro %}

{#- The value of the row that is last (or first) by some keys, of those rows where it is known. -#}
{% macro value_at_last(value, keys) -%}
    {{ return(adapter.dispatch("value_at_last")(value, keys)) }}
{%- endmacro %}
{% macro value_at_first(value, keys) -%}
    {{ return(adapter.dispatch("value_at_first")(value, keys)) }}
{%- endmacro %}

{#- The value that most rows have; of several the one that came first by a key. -#}
{% macro most_frequent(value, key) -%}
    {{ return(adapter.dispatch("most_frequent")(value, key)) }}
{%- endmacro %}

{#- A quantile of numbers, between two of them where none is there (type 7), known ones alone. As an
    aggregate, or in a window that grows row by row. -#}
{% macro number_at_share(number, share) -%}
    {{ return(adapter.dispatch("number_at_share")(number, share)) }}
{%- endmacro %}

{#- The first of the numbers in a window that at least such a share of them is not above. -#}
{% macro number_in_window(number, share, window) -%}
    {{ return(adapter.dispatch("number_in_window")(number, share, window)) }}
{%- endmacro %}

{#- The first of the moments that at least such a share of them is not later than. -#}
{% macro moment_at_share(moment, share) -%}
    {{ return(adapter.dispatch("moment_at_share")(moment, share)) }}
{%- endmacro %}

{#- The mean of exact numbers (see `exact`) in a window. -#}
{% macro exact_mean(number, window) -%}
    {{ return(adapter.dispatch("exact_mean")(number, window)) }}
{%- endmacro %}

{#- The second half of the MD5 sum of a text as a whole number without sign, low byte first. -#}
{% macro md5_half(text) -%}
    {{ return(adapter.dispatch("md5_half")(text)) }}
{%- endmacro %}

{#- Texts of a group as one, in the order of some keys. -#}
{% macro joined(text, keys) -%}
    {{ return(adapter.dispatch("joined")(text, keys)) }}
{%- endmacro %}

{#- The one row of `table` that a row of the query sees: of those with the same values in the
    `equal` columns the nearest one that `moment` is later than (">", ">=") or not later than
    ("<="), by its column `other`; nulls where there is none. No two rows of `table` have the same
    values in all of these. -#}
{% macro asof_join(table, alias, query, equal, moment, comparison, other) -%}
    {{ return(adapter.dispatch("asof_join")(table, alias, query, equal, moment, comparison, other)) }}
{%- endmacro %}

{#- The same where nothing need be equal: `query` names a relation whose rows `key` tells apart. -#}
{% macro asof_join_all(table, alias, query, key, moment, comparison, other) -%}
    {{ return(adapter.dispatch("asof_join_all")(table, alias, query, key, moment, comparison, other)) }}
{%- endmacro %}

{#- Values of a group as a list, in the order of some keys; of the rows that meet a condition. -#}
{% macro list_in_order(value, keys, condition=none) -%}
    {{ return(adapter.dispatch("list_in_order")(value, keys, condition)) }}
{%- endmacro %}

{#- The element at a place of a list, from 1 on; null without a place. -#}
{% macro element(list, place) -%}
    {{ return(adapter.dispatch("element")(list, place)) }}
{%- endmacro %}

{#- Where a list has an element first, from 1 on; null where it has none. -#}
{% macro place_of(list, element) -%}
    {{ return(adapter.dispatch("place_of")(list, element)) }}
{%- endmacro %}

{#- A list with an expression of each element, in which `name` stands for it. -#}
{% macro each(list, name, expression) -%}
    {{ return(adapter.dispatch("each")(list, name, expression)) }}
{%- endmacro %}

{#- The elements of a list that meet a condition, in which `name` stands for one. -#}
{% macro those_of(list, name, condition) -%}
    {{ return(adapter.dispatch("those_of")(list, name, condition)) }}
{%- endmacro %}

{#- How many elements a list has. -#}
{% macro size_of(list) -%}
    {{ return(adapter.dispatch("size_of")(list)) }}
{%- endmacro %}

{#- The sum of a list of doubles, from its first element on; null of none. -#}
{% macro total_of(list) -%}
    {{ return(adapter.dispatch("total_of")(list)) }}
{%- endmacro %}

{#- The sum of the products of two lists of doubles, element by element. -#}
{% macro dot_product(one, other) -%}
    {{ return(adapter.dispatch("dot_product")(one, other)) }}
{%- endmacro %}

{#- The elements of a list of doubles at some places, less a mean each, and divided by a scale. -#}
{% macro standardised_at(list, places, means, scales) -%}
    {{ return(adapter.dispatch("standardised_at")(list, places, means, scales)) }}
{%- endmacro %}

{#- Several values as one, each under its name. -#}
{% macro record_of(values) -%}
    {{ return(adapter.dispatch("record_of")(values)) }}
{%- endmacro %}

{#- Every column of `table` but one as doubles, in a list: its rows' `key`, whether they have
    history, and the list, which begins with 1 for the intercept. -#}
{% macro select_value_vectors(table) -%}
    {{ return(adapter.dispatch("select_value_vectors")(table)) }}
{%- endmacro %}

{#- The names of these columns, in the same order: one row. -#}
{% macro select_value_names(table) -%}
    {{ return(adapter.dispatch("select_value_names")(table)) }}
{%- endmacro %}

{#- A query of two columns: each of the `nodes` (a column of that table) that edges of the table
    `edges` lead from or to, and how many edges the longest way from it has (`n_steps`). Edges lead
    from `start` to `target`, always to a later `moment`: no way comes back. -#}
{% macro longest_ways(nodes, node, moment, edges, start, target) -%}
    {{ return(adapter.dispatch("longest_ways")(nodes, node, moment, edges, start, target)) }}
{%- endmacro %}
