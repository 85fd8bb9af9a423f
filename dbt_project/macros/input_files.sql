{#- The files that POSTS and DRAFTS name, and the columns that are read of them. -#}

{#- What POSTS names, else what lies in data/raw/ (drafts aside), else the bundled sample. -#}
{% macro posts_pattern() -%}
    {%- if env_var("POSTS", "") -%}
        {{ return(env_var("POSTS")) }}
    {%- elif execute and first_value("has_exports('data/raw', 'data/raw/drafts')") -%}
        {{ return("data/raw") }}
    {%- endif -%}
    {{ return(sample_posts()) }}
{%- endmacro %}

{% macro sample_posts() -%}
    {{ return("data/sample/posts.csv") }}
{%- endmacro %}

{#- What found_files of readers/ says of each file below POSTS. -#}
{% macro files_below_posts() -%}
    found_files({{ sql_text(posts_pattern()) }}, 'data/raw/drafts', '{{ post_columns() | join(" ") }}')
{%- endmacro %}

{#- Whether all posts of a relation are the bundled, made-up ones: an aggregate. -#}
{% macro are_synthetic() -%}
    coalesce(bool_and(source_file like '%{{ sample_posts() }}'), false)
{%- endmacro %}

{#- The planned posts that somebody put where they belong, else the bundled examples, which are of
    the sample's accounts, else none. -#}
{% macro drafts_pattern() -%}
    {%- set usual_place = "data/raw/drafts/*.csv" -%}
    {%- if env_var("DRAFTS", "") -%}
        {{ return(env_var("DRAFTS")) }}
    {%- elif execute and first_value("has_exports('data/raw/drafts', '')") -%}
        {{ return(usual_place) }}
    {%- elif first_value(are_synthetic() ~ " from " ~ ref("stg_posts")) -%}
        {{ return(sample_drafts()) }}
    {%- endif -%}
    {{ return("") }}
{%- endmacro %}

{% macro sample_drafts() -%}
    {{ return("data/sample/drafts.csv") }}
{%- endmacro %}

{#- The files of planned posts, with the names of their columns. -#}
{% macro draft_files() -%}
    {%- set pattern = drafts_pattern() -%}
    {%- if not pattern -%}
        {{ return([]) }}
    {%- endif -%}
    {%- set rows = run_query(
        "select file.source_file, file.kind, file.delimiter, array_to_string(file.keys, chr(31)), file.problem"
        ~ " from (select unnest(found_files(" ~ sql_text(pattern) ~ ", '', '')) as file)"
    ).rows -%}
    {%- if not rows -%}
        {{ stop_the_build("there is no file '" ~ pattern ~ "'. Set DRAFTS to a CSV of planned posts (data/sample/drafts_template.csv is one to start from), or leave it out.") }}
    {%- endif -%}
    {%- set files = [] -%}
    {%- for name, kind, delimiter, columns, problem in rows -%}
        {%- if problem -%} {{ stop_the_build("'" ~ name ~ "' " ~ problem ~ ".") }} {%- endif -%}
        {%- set columns = (columns or "").split("\x1f") -%}
        {%- do check_columns(name, columns, draft_columns()) -%}
        {%- do files.append({
            "name": name, "source_format": "drafts", "kind": "table", "is_parquet": kind == "parquet",
            "delimiter": delimiter, "columns": columns, "records": "",
            "path": first_value("readable_path(" ~ sql_text(name) ~ ")"),
        }) -%}
    {%- endfor -%}
    {{ return(files) }}
{%- endmacro %}

{% macro sql_text(value) -%}
    {{ return("'" ~ (value | replace("'", "''")) ~ "'") }}
{%- endmacro %}

{#- What this project calls the columns of exports; the seed column_aliases has their names. -#}
{% macro post_columns() -%}
    {{ return([
        "owner_id", "owner_name", "shortcode", "pk", "post_number", "permalink", "thumbnail", "caption", "location",
        "is_video", "multiple_images", "media_type", "product", "record_kind", "is_story", "album_id", "scope", "likes",
        "comments", "likes_hidden", "views", "reach", "shares", "saves", "new_follows", "followers", "following",
        "created_at", "observed_at",
    ]) }}
{%- endmacro %}

{#- {format: {column: [its names, in the order of the seed]}}. -#}
{% macro post_aliases() -%}
    {%- set aliases = {} -%}
    {%- for row in run_query("select format, canonical, alias from " ~ ref("column_aliases")).rows -%}
        {%- do aliases.setdefault(row[0], {}).setdefault(row[1], []).append(row[2]) -%}
    {%- endfor -%}
    {{ return(aliases) }}
{%- endmacro %}

{% macro draft_columns() -%}
    {{ return({
        "required": ["draft_id", "account", "media_type", "caption", "planned_at"],
        "optional": ["location", "followers", "timezone", "post_id"],
        "not_one": "is not a CSV of planned posts",
        "help": "Point DRAFTS to a file like data/sample/drafts_template.csv (see docs/drafts.md).",
    }) }}
{%- endmacro %}

{#- Ends the build with one sentence; commands/build.py prints it without the traceback. -#}
{% macro stop_the_build(sentence) -%}
    {{ exceptions.raise_compiler_error("INPUT: " ~ sentence) }}
{%- endmacro %}
