{#- Stops the build with a sentence when a file cannot be what it was given as. -#}
{% macro check_columns(file, columns, wanted) -%}
    {%- set required = wanted.required -%}
    {%- set missing = [] -%}
    {%- for column in required if column not in columns -%}
        {%- do missing.append(column) -%}
    {%- endfor -%}
    {%- if missing | length == required | length -%}
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
        {%- set counts = run_query("select count(*), count(*) filter (where rejection_reason is null and not is_account_reading), min(rejection_reason) from " ~ this) -%}
        {%- set n_records, n_posts, reason = counts.rows[0] -%}
        {%- if n_records == 0 -%}
            {{ stop_the_build("'" ~ posts_pattern() ~ "' holds no records; export it again.") }}
        {%- elif n_posts == 0 -%}
            {{ stop_the_build("none of the " ~ n_records ~ " records in '" ~ posts_pattern() ~ "' is a post (" ~ (reason or "they tell the followers of accounts") ~ "). Check the columns, or name an export of posts.") }}
        {%- endif -%}
    {%- endif -%}
    select 1
{%- endmacro %}

{#- A mapping that cannot be followed must not be half followed. -#}
{% macro check_mappings() -%}
    {%- set problem = first_value("min(mapping_problem) from " ~ ref("stg_found_files")) -%}
    {%- if problem -%} {{ stop_the_build(problem ~ ". Mend it there (docs/formats.md).") }} {%- endif -%}
{%- endmacro %}

{#- Nothing below POSTS can be read: say why, file by file. -#}
{% macro stop_without_posts() -%}
    {%- set rows = run_query("select source_file, reason from " ~ ref("stg_found_files") ~ " order by 1").rows -%}
    {%- if not rows -%}
        {{ stop_the_build("there is no file '" ~ posts_pattern() ~ "'. Set POSTS to an export, a folder, a zip or a quoted glob, or leave it out to use the bundled sample.") }}
    {%- endif -%}
    {%- set told = [] -%}
    {%- for row in rows if row[1] -%} {%- do told.append("'" ~ row[0] ~ "' " ~ row[1]) -%} {%- endfor -%}
    {%- if not told -%}
        {{ stop_the_build("none of the " ~ rows | length ~ " files in '" ~ posts_pattern() ~ "' is an export of posts (docs/formats.md).") }}
    {%- endif -%}
    {{ stop_the_build("nothing in '" ~ posts_pattern() ~ "' can be used: " ~ told[:5] | join("; ") ~ ("; and " ~ (told | length - 5) ~ " more" if told | length > 5 else "") ~ ".") }}
{%- endmacro %}
