{#- The files that POSTS and DRAFTS name, and the columns that each kind of file has. -#}

{% macro posts_pattern() -%}
    {{ return(env_var("POSTS", "") or sample_posts()) }}
{%- endmacro %}

{% macro sample_posts() -%}
    {{ return("data/sample/posts.csv") }}
{%- endmacro %}

{#- Whether all posts of a relation are the bundled, made-up ones: an aggregate. -#}
{% macro are_synthetic() -%}
    coalesce(bool_and(source_file like '%{{ sample_posts() }}'), false)
{%- endmacro %}

{#- The planned posts that somebody put where they belong, else the bundled examples. -#}
{% macro drafts_pattern() -%}
    {%- set usual_place = "data/raw/drafts/*.csv" -%}
    {%- if env_var("DRAFTS", "") -%}
        {{ return(env_var("DRAFTS")) }}
    {%- elif files_like(usual_place) -%}
        {{ return(usual_place) }}
    {%- endif -%}
    {{ return(sample_drafts()) }}
{%- endmacro %}

{% macro sample_drafts() -%}
    {{ return("data/sample/drafts.csv") }}
{%- endmacro %}

{% macro post_files() -%}
    {%- set files = files_like(posts_pattern()) -%}
    {%- if not files -%}
        {{ stop_the_build("there is no file '" ~ posts_pattern() ~ "'. Set POSTS to an Instagram export (.csv, .csv.gz or .parquet), or leave it out to use the bundled sample.") }}
    {%- endif -%}
    {{ return(files) }}
{%- endmacro %}

{% macro draft_files() -%}
    {%- set files = files_like(drafts_pattern()) -%}
    {%- if not files -%}
        {{ stop_the_build("there is no file '" ~ drafts_pattern() ~ "'. Set DRAFTS to a CSV of planned posts (data/sample/drafts_template.csv is one to start from), or leave it out.") }}
    {%- endif -%}
    {{ return(files) }}
{%- endmacro %}

{% macro files_like(pattern) -%}
    {%- set found = run_query("select file from glob(" ~ sql_text(pattern) ~ ") order by file") -%}
    {{ return(found.columns[0].values() | list) }}
{%- endmacro %}

{% macro sql_text(value) -%}
    {{ return("'" ~ (value | replace("'", "''")) ~ "'") }}
{%- endmacro %}

{% macro is_parquet(file) -%}
    {{ return(file.lower().endswith(".parquet")) }}
{%- endmacro %}

{#- Names of a file's columns, in small letters. A CSV header is read as one plain line, so that no
    guessing about the rest of the file can fail or mislead. -#}
{% macro file_columns(file) -%}
    {%- if is_parquet(file) -%}
        {%- set rows = run_query("select column_name from (describe from read_parquet(" ~ sql_text(file) ~ "))") -%}
        {{ return(rows.columns[0].values() | map("lower") | list) }}
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
        {%- do names.append(name.strip().strip('"').lower()) -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}

{% macro post_columns() -%}
    {{ return({
        "required": ["owner_id", "shortcode", "is_video", "caption", "comments", "likes", "created_at"],
        "optional": ["owner_username", "location", "multiple_images", "username", "followers", "following"],
        "not_one": "is not a CSV of Instagram posts",
        "help": "Point POSTS to an export in the Kaggle schema (see data/sample/README.md).",
    }) }}
{%- endmacro %}

{% macro draft_columns() -%}
    {{ return({
        "required": ["draft_id", "account", "media_type", "caption", "planned_at"],
        "optional": ["location", "followers", "timezone", "post_id"],
        "not_one": "is not a CSV of planned posts",
        "help": "Point DRAFTS to a file like data/sample/drafts_template.csv (see docs/drafts.md).",
    }) }}
{%- endmacro %}

{#- A file that cannot be opened, or not to its end, is named before anything is read of it. -#}
{% macro check_it_opens(file) -%}
    {%- set problem = first_value("file_problem(" ~ sql_text(file) ~ ")") -%}
    {%- if problem -%} {{ stop_the_build("'" ~ file ~ "' " ~ problem ~ ". Export it again, or check its name.") }} {%- endif -%}
{%- endmacro %}

{#- Ends the build with one sentence; commands/build.py prints it without the traceback. -#}
{% macro stop_the_build(sentence) -%}
    {{ exceptions.raise_compiler_error("INPUT: " ~ sentence) }}
{%- endmacro %}
