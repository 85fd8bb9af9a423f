{#- The export files that POSTS names, and the text that reads one of them. -#}

{% macro posts_pattern() -%}
    {{ return(env_var("POSTS", "") or "data/sample/posts.csv") }}
{%- endmacro %}

{% macro sql_text(value) -%}
    {{ return("'" ~ (value | replace("'", "''")) ~ "'") }}
{%- endmacro %}

{% macro post_files() -%}
    {%- set pattern = posts_pattern() -%}
    {%- set found = run_query("select file from glob(" ~ sql_text(pattern) ~ ") order by file") -%}
    {%- set files = found.columns[0].values() | list -%}
    {%- if not files -%}
        {{ stop_the_build("there is no file '" ~ pattern ~ "'. Set POSTS to an Instagram export (.csv, .csv.gz or .parquet), or leave it out to use the bundled sample.") }}
    {%- endif -%}
    {{ return(files) }}
{%- endmacro %}

{% macro is_parquet(file) -%}
    {{ return(file.lower().endswith(".parquet")) }}
{%- endmacro %}

{#- Names of a file's columns. A CSV header is read as one plain line, so that no
    guessing about the rest of the file can fail or mislead. -#}
{% macro post_file_columns(file) -%}
    {%- if is_parquet(file) -%}
        {%- set rows = run_query("select column_name from (describe from read_parquet(" ~ sql_text(file) ~ "))") -%}
        {{ return(rows.columns[0].values() | list) }}
    {%- endif -%}
    {%- set rows = run_query(
        "select line from read_csv(" ~ sql_text(file) ~ ", columns = {'line': 'varchar'}, auto_detect = false,"
        ~ " header = false, delim = '\x01', quote = '', escape = '', comment = '', strict_mode = false,"
        ~ " ignore_errors = true, max_line_size = 20000000) limit 1"
    ) -%}
    {%- if rows | length == 0 -%}
        {{ stop_the_build("'" ~ file ~ "' is empty. Export it again.") }}
    {%- endif -%}
    {%- set names = [] -%}
    {%- for name in rows.columns[0].values()[0].strip().split(",") -%}
        {%- do names.append(name.strip().strip('"')) -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}

{#- Ends the build with one sentence; dbt_project/build.py prints it without the traceback. -#}
{% macro stop_the_build(sentence) -%}
    {{ exceptions.raise_compiler_error("POSTS: " ~ sentence) }}
{%- endmacro %}
