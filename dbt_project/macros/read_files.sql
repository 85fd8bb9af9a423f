{#- Reads files as text into the temporary table `raw_records`: one row per record, readable or
    not, with its place in the file. -#}
{% macro read_files(files, wanted) -%}
    {%- do run_query("drop table if exists temp.raw_records") -%}
    {%- for file in files -%}
        {%- do check_it_opens(file) -%}
        {%- set columns = file_columns(file) -%}
        {%- do check_columns(file, columns, wanted) -%}
        {%- set query = select_records(file, columns, wanted.required + wanted.optional) -%}
        {%- if loop.first -%}
            {%- do run_query("create temp table raw_records as " ~ query) -%}
        {%- else -%}
            {%- do run_query("insert into raw_records by name " ~ query) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{% macro read_post_files() -%}
    {%- if execute -%} {%- do read_files(post_files(), post_columns()) -%} {%- endif -%}
    select 1
{%- endmacro %}

{% macro read_draft_files() -%}
    {%- if execute -%} {%- do read_files(draft_files(), draft_columns()) -%} {%- endif -%}
    select 1
{%- endmacro %}

{#- DuckDB's reader is fast, but wants every record to be in order. A file that it does not read
    whole is copied, record by record, by readers/careful_csv.py. -#}
{% macro select_records(file, columns, wanted) -%}
    {%- if is_parquet(file) -%}
        {%- set table = "read_parquet(" ~ sql_text(file) ~ ")" -%}
        {{ return(select_records_as_text(file, in_order(table, columns, "null"), columns, wanted)) }}
    {%- endif -%}
    {%- set table = csv_table(file, columns) -%}
    {%- if first_value("reads_cleanly(" ~ sql_text(table) ~ ")") -%}
        {{ return(select_records_as_text(file, in_order(table, columns), columns, wanted)) }}
    {%- endif -%}
    {%- set copy = first_value("mended_copy(" ~ sql_text(file) ~ ", " ~ columns | length ~ ")") -%}
    {%- set places = ["#record_number", "#line_number", "#reading_error", "#text"] -%}
    {%- set table = csv_table(copy, places + columns) -%}
    {%- if not first_value("reads_cleanly(" ~ sql_text(table) ~ ")") -%}
        {{ stop_the_build("'" ~ file ~ "' cannot be read as comma-separated values. Save it as CSV in UTF-8.") }}
    {%- endif -%}
    {{ return(select_records_as_text(file, table, columns, wanted)) }}
{%- endmacro %}

{#- The places of records that are all in order. A record begins behind the header and the lines
    of those before it. -#}
{% macro in_order(table, columns, line_number='2 + sum("#n_lines") over (rows unbounded preceding) - "#n_lines"') -%}
    (
        select
            *,
            row_number() over () as "#record_number",
            {{ line_number }} as "#line_number",
            null as "#reading_error"
        from (
            select
                *,
                {{ csv_record(columns) }} as "#text",
                1 + length("#text") - length(replace("#text", chr(10), '')) as "#n_lines"
            from {{ table }}
        )
    )
{%- endmacro %}

{#- The known columns as text (null where the file has none), and the whole record as CSV text,
    so that a rejected one can be kept. -#}
{% macro select_records_as_text(file, table, columns, wanted) -%}
    select
        {{ sql_text(file) }} as source_file,
        cast("#record_number" as bigint) as record_number,
        cast("#line_number" as bigint) as line_number,
        cast("#reading_error" as varchar) as reading_error,
        {% for column in wanted -%}
            {%- if column in columns -%}
                cast({{ adapter.quote(column) }} as varchar) as {{ column }},
            {%- else -%}
                cast(null as varchar) as {{ column }},
            {%- endif %}
        {% endfor -%}
        coalesce("#text", {{ csv_record(columns) }}) as record
    from {{ table }}
{%- endmacro %}

{% macro csv_table(file, columns) -%}
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

{#- What a call of a function of readers/careful_csv.py gives. -#}
{% macro first_value(expression) -%}
    {{ return(run_query("select " ~ expression).columns[0].values()[0]) }}
{%- endmacro %}
