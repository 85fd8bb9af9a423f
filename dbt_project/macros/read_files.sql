{#- Reads files as text into the temporary table `raw_records`; DuckDB keeps what it could
    not split into fields in `reject_errors` of the same session. -#}
{% macro read_files(files, wanted) -%}
    {%- for table in ["raw_records", "reject_errors", "reject_scans"] -%}
        {%- do run_query("drop table if exists temp." ~ table) -%}
    {%- endfor -%}
    {%- for file in files -%}
        {%- set columns = file_columns(file) -%}
        {%- do check_columns(file, columns, wanted) -%}
        {%- set query = select_records_as_text(file, columns, wanted.required + wanted.optional) -%}
        {%- if loop.first -%}
            {%- do run_query("create temp table raw_records as " ~ query) -%}
        {%- else -%}
            {%- do run_query("insert into raw_records by name " ~ query) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do run_query(
        "create temp table if not exists reject_errors (scan_id ubigint, file_id ubigint, line ubigint, csv_line varchar, error_type varchar)"
    ) -%}
    {%- do run_query(
        "create temp table if not exists reject_scans (scan_id ubigint, file_id ubigint, file_path varchar)"
    ) -%}
{%- endmacro %}

{% macro read_post_files() -%}
    {%- if execute -%} {%- do read_files(post_files(), post_columns()) -%} {%- endif -%}
    select 1
{%- endmacro %}

{% macro read_draft_files() -%}
    {%- if execute -%} {%- do read_files(draft_files(), draft_columns()) -%} {%- endif -%}
    select 1
{%- endmacro %}

{#- One row per readable record: the known columns as text (null where the file has
    none), and the whole record as CSV text, so that a rejected one can be kept. -#}
{% macro select_records_as_text(file, columns, wanted) -%}
    select
        {{ sql_text(file) }} as source_file,
        row_number() over () as read_number,
        {% for column in wanted -%}
            {%- if column in columns -%}
                cast({{ adapter.quote(column) }} as varchar) as {{ column }},
            {%- else -%}
                cast(null as varchar) as {{ column }},
            {%- endif %}
        {% endfor -%}
        {{ csv_record(columns) }} as record
    from
        {% if is_parquet(file) -%}
            read_parquet({{ sql_text(file) }})
        {%- else -%}
            read_csv(
                {{ sql_text(file) }},
                columns = {
                    {%- for column in columns -%}
                        {{ sql_text(column) }}: 'varchar' {{- ", " if not loop.last }}
                    {%- endfor -%}
                },
                auto_detect = false,
                header = true,
                delim = ',',
                quote = '"',
                escape = '"',
                comment = '',
                max_line_size = 20000000,
                store_rejects = true
            )
        {%- endif %}
{%- endmacro %}

{% macro csv_record(columns) -%}
    array_to_string(
        list_transform(
            [{% for column in columns %}cast({{ adapter.quote(column) }} as varchar){{ ", " if not loop.last }}{% endfor %}],
            lambda field: case
                when field is null then ''
                when regexp_matches(field, '[",\r\n]') then '"' || replace(field, '"', '""') || '"'
                else field
            end
        ),
        ','
    )
{%- endmacro %}
