{#- Reads files as text into the temporary table `raw_records`: one row per record, readable or
    not, with its place in the file and what this project calls its columns. -#}
{% macro read_files(files, columns, aliases) -%}
    {%- do run_query("drop table if exists temp.raw_records") -%}
    {%- for file in files -%}
        {%- set select_records = select_json_records if file.kind == "json" else select_table_records -%}
        {%- set query = select_records(file, columns, aliases[file.source_format]) -%}
        {%- if loop.first -%}
            {%- do run_query("create temp table raw_records as " ~ query) -%}
        {%- else -%}
            {%- do run_query("insert into raw_records by name " ~ query) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{#- The exports that stg_found_files knows the format of. -#}
{% macro read_post_files() -%}
    {%- if execute -%}
        {%- set rows = run_query(
            "select source_file, source_format, kind, is_parquet, delimiter, records,"
            ~ " array_to_string(keys, chr(31)) as keys from " ~ ref("stg_found_files")
            ~ " where source_format is not null order by source_file"
        ).rows -%}
        {%- if not rows -%} {{ stop_without_posts() }} {%- endif -%}
        {%- set files = [] -%}
        {%- for row in rows -%}
            {%- do files.append({
                "name": row[0], "source_format": row[1], "kind": row[2], "is_parquet": row[3],
                "delimiter": row[4], "records": row[5] or "", "columns": (row[6] or "").split("\x1f"),
                "path": first_value("readable_path(" ~ sql_text(row[0]) ~ ")"),
            }) -%}
        {%- endfor -%}
        {%- do read_files(files, post_columns(), post_aliases()) -%}
    {%- endif -%}
    select 1
{%- endmacro %}

{% macro read_draft_files() -%}
    {%- if execute -%}
        {%- set aliases = {} -%}
        {%- for name in draft_columns().required + draft_columns().optional -%}
            {%- do aliases.update({name: [name]}) -%}
        {%- endfor -%}
        {%- do read_files(draft_files(), aliases | list, {"drafts": aliases}) -%}
    {%- endif -%}
    select 1
{%- endmacro %}

{#- What a call of a function of readers/ gives. -#}
{% macro first_value(expression) -%}
    {{ return(run_query("select " ~ expression).columns[0].values()[0]) }}
{%- endmacro %}
