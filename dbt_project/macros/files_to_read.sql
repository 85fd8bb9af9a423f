{#- The found files of a kind, with what is needed to read them. -#}
{% macro files_where(condition) -%}
    {%- set rows = run_query(
        "select source_file, coalesce(source_format, detail_format), kind, is_parquet, delimiter, records,"
        ~ " array_to_string(keys, chr(31)), reading_id, mapping, readable_path(source_file),"
        ~ " size_of(readable_path(source_file)) from " ~ ref("stg_found_files")
        ~ " where " ~ condition ~ " order by source_file"
    ).rows -%}
    {%- set files = [] -%}
    {%- for row in rows -%}
        {%- do files.append({
            "name": row[0], "source_format": row[1], "kind": row[2], "is_parquet": row[3],
            "delimiter": row[4], "records": row[5] or "", "columns": (row[6] or "").split("\x1f"),
            "reading_id": row[7], "mapping": fromjson(row[8] or "{}"),
            "path": row[9], "size": row[10],
        }) -%}
    {%- endfor -%}
    {{ return(files) }}
{%- endmacro %}

{#- Lists of files, each of them for one query: a tool may write a file of JSON for every post, and
    a query costs more than what is in it. Files of columns differ in these. -#}
{% macro read_together(files) -%}
    {%- set groups = {} -%}
    {%- for file in files -%}
        {%- set is_alike = file.kind == "json" and not file.mapping -%}
        {%- set key = (file.source_format, file.records, (loop.index0 / 100) | int) if is_alike else file.name -%}
        {%- do groups.setdefault(key, []).append(file) -%}
    {%- endfor -%}
    {{ return(groups.values() | list) }}
{%- endmacro %}
