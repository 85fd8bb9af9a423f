{#- A value by the conventions that mapping.yml gives for its file: times as ISO 8601, counts
    without marks between thousands, this project's words for media types. What does not follow
    them stays as it is, and is read or rejected like any other. -#}
{% macro as_mapped(file, column, value) -%}
    {%- set mapping = file.get("mapping", {}) -%}
    {%- if column in ("created_at", "observed_at") and mapping.time_format -%}
        {{ return(mapped_time(value, mapping.time_format)) }}
    {%- elif column in count_columns() and mapping.decimal -%}
        {{ return(mapped_count(value, mapping.decimal, mapping.thousands)) }}
    {%- elif column == "media_type" and mapping.media_types -%}
        {{ return(mapped_word(value, mapping.media_types)) }}
    {%- endif -%}
    {{ return(value) }}
{%- endmacro %}

{% macro count_columns() -%}
    {{ return(["likes", "comments", "views", "reach", "shares", "saves", "new_follows", "followers", "following"]) }}
{%- endmacro %}

{#- A format with a zone in it gives a moment in UTC, one without the clock of the file's zone. -#}
{% macro mapped_time(value, time_format) -%}
    {%- set shown = "%Y-%m-%dT%H:%M:%S" ~ ("Z" if "%z" in time_format | lower else "") -%}
    {{ return("coalesce(strftime(try_strptime(trim(" ~ value ~ "), " ~ sql_text(time_format) ~ "), '" ~ shown ~ "'), " ~ value ~ ")") }}
{%- endmacro %}

{#- A fraction gets one more digit, so that nobody takes its mark for one between thousands. -#}
{% macro mapped_count(value, decimal, thousands) -%}
    {%- set plain = "replace(replace(" ~ digits_of(value) ~ ", " ~ sql_text(thousands) ~ ", ''), " ~ sql_text(decimal) ~ ", '.')" -%}
    case
        when regexp_full_match({{ plain }}, '-?\d+(\.\d+)?')
            then coalesce(cast({{ whole_number(plain) }} as varchar), {{ plain }} || '0')
        else {{ value }}
    end
{%- endmacro %}

{% macro mapped_word(value, words) -%}
    case lower(trim({{ value }}))
        {%- for word, media_type in words.items() %}
        when {{ sql_text(word) }} then {{ sql_text(media_type) }}
        {%- endfor %}
        else {{ value }}
    end
{%- endmacro %}
