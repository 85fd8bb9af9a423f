{#- Stops the build with a sentence when a file cannot be what it was given as. -#}
{% macro check_columns(file, columns, wanted) -%}
    {%- set required = wanted.required -%}
    {%- set missing = [] -%}
    {%- for column in required if column not in columns -%}
        {%- do missing.append(column) -%}
    {%- endfor -%}
    {%- if missing | length == required | length -%}
        {%- set first_line = columns | join(",") -%}
        {%- if ";" in first_line or "\t" in first_line or "|" in first_line -%}
            {{ stop_the_build("'" ~ file ~ "' does not separate its columns by commas. Save it as comma-separated values.") }}
        {%- endif -%}
        {{ stop_the_build("'" ~ file ~ "' " ~ wanted.not_one ~ ": none of the columns " ~ required | join(", ") ~ " is in its first line. " ~ wanted.help) }}
    {%- elif missing -%}
        {{ stop_the_build("'" ~ file ~ "' lacks the column" ~ ("s " if missing | length > 1 else " ") ~ missing | join(", ") ~ ". Rename or add " ~ ("them" if missing | length > 1 else "it") ~ " in the header.") }}
    {%- elif columns | unique | list | length < columns | length -%}
        {{ stop_the_build("'" ~ file ~ "' names a column twice in its header. Keep one of the two.") }}
    {%- endif -%}
{%- endmacro %}

{#- Runs after staging: an export without a single post must not replace a warehouse. -#}
{% macro check_there_are_posts() -%}
    {%- if execute -%}
        {%- set counts = run_query("select count(*), count(*) filter (where rejection_reason is null), min(rejection_reason) from " ~ this) -%}
        {%- set n_records, n_posts, reason = counts.rows[0] -%}
        {%- if n_records == 0 -%}
            {{ stop_the_build("'" ~ posts_pattern() ~ "' has a header but no rows. Export it again.") }}
        {%- elif n_posts == 0 -%}
            {{ stop_the_build("none of the " ~ n_records ~ " records in '" ~ posts_pattern() ~ "' is a post (" ~ reason ~ "). Check the delimiter, the quotes and the columns.") }}
        {%- endif -%}
    {%- endif -%}
    select 1
{%- endmacro %}
