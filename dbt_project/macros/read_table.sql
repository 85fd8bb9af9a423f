{#- DuckDB's reader is fast, but wants every record to be in order. A file that it does not read
    whole is copied, record by record, by readers/careful_csv.py. -#}
{% macro select_table_records(file, wanted, aliases) -%}
    {%- set columns = file.columns -%}
    {%- if file.is_parquet -%}
        {%- set table = in_order("read_parquet(" ~ only_file(file.path) ~ ")", columns, "null") -%}
        {{ return(select_records_as_text(file, table, wanted, aliases)) }}
    {%- endif -%}
    {%- set table = csv_table(file.path, columns, file.delimiter) -%}
    {%- if first_value("reads_cleanly(" ~ sql_text(file.path) ~ ", " ~ sql_text(table) ~ ")") -%}
        {{ return(select_records_as_text(file, in_order(table, columns), wanted, aliases)) }}
    {%- endif -%}
    {#- Meta Business Suite leaves out the last values of a row; what a broken record of the Kaggle
        set leaves is no post. -#}
    {%- set n_needed = columns | length if file.source_format in ("kaggle", "drafts") else (columns | length + 1) // 2 -%}
    {%- set copy = first_value(
        "mended_copy(" ~ sql_text(file.path) ~ ", " ~ columns | length ~ ", " ~ sql_text(file.delimiter)
        ~ ", " ~ n_needed ~ ")"
    ) -%}
    {%- set places = ["#record_number", "#line_number", "#reading_error", "#text"] -%}
    {%- set table = csv_table(copy, places + columns) -%}
    {%- if not first_value("reads_cleanly(" ~ sql_text(copy) ~ ", " ~ sql_text(table) ~ ")") -%}
        {{ stop_the_build("'" ~ file.name ~ "' cannot be read as separated values. Save it as CSV in UTF-8.") }}
    {%- endif -%}
    {{ return(select_records_as_text(file, table, wanted, aliases)) }}
{%- endmacro %}

{#- Records that are all in order are numbered once they are written (number_records). -#}
{% macro in_order(table, columns, n_lines='1 + length("#text") - length(replace("#text", chr(10), \'\'))') -%}
    (
        select
            *,
            {{ csv_record(columns) }} as "#text",
            null as "#record_number",
            {{ n_lines }} as "#line_number",
            null as "#reading_error"
        from {{ table }}
    )
{%- endmacro %}

{#- The wanted columns as text, the first that has a value where the file has several of them,
    and the whole record as CSV text, so that a rejected one can be kept. -#}
{% macro select_records_as_text(file, table, wanted, aliases) -%}
    select
        {{ sql_text(file.reading_id or "") }} as reading_id,
        {{ sql_text(file.name) }} as source_file,
        {{ sql_text(file.source_format) }} as source_format,
        cast("#record_number" as bigint) as record_number,
        cast("#line_number" as bigint) as line_number,
        cast("#reading_error" as varchar) as reading_error,
        {% for column in wanted -%}
            {%- set names = [] -%}
            {%- for alias in aliases.get(column, []) if column_name(alias) in file.columns -%}
                {%- do names.append("cast(" ~ quoted_name(column_name(alias)) ~ " as varchar)") -%}
            {%- endfor -%}
            {{ as_mapped(file, column, "coalesce(" ~ names | join(", ") ~ ")") if names else "cast(null as varchar)" }} as {{ column }},
        {% endfor -%}
        coalesce("#text", {{ csv_record(file.columns) }}) as record
    from {{ table }}
{%- endmacro %}

{#- A path as DuckDB's readers want it: to them posts[1].csv is a pattern, which posts1.csv fits. -#}
{% macro only_file(path) -%}
    {{ return(sql_text(path | replace("[", "[[]") | replace("*", "[*]") | replace("?", "[?]"))) }}
{%- endmacro %}

{% macro csv_table(file, columns, delimiter=",") -%}
    read_csv(
        {{ only_file(file) }},
        columns = {
            {%- for column in columns -%}
                {{ sql_text(column) }}: 'varchar' {{- ", " if not loop.last }}
            {%- endfor -%}
        },
        auto_detect = false,
        compression = 'none',
        header = true,
        delim = {{ sql_text(delimiter) }},
        quote = '"',
        escape = '"',
        comment = '',
        max_line_size = 20000000,
        store_rejects = true
    )
{%- endmacro %}

{% macro csv_record(columns) -%}
    concat_ws(
        ',',
        {% for column in columns -%}
            {%- set field = "cast(" ~ quoted_name(column) ~ " as varchar)" -%}
            case
                when {{ field }} is null then ''
                when {% for mark in ["'\"'", "','", "chr(10)", "chr(13)"] -%}
                    contains({{ field }}, {{ mark }}) {{- " or " if not loop.last }}
                {%- endfor %} then '"' || replace({{ field }}, '"', '""') || '"'
                else {{ field }}
            end {{- ", " if not loop.last }}
        {% endfor %}
    )
{%- endmacro %}

{#- A name of an alias as readers/contents.py writes that of a column. -#}
{% macro column_name(alias) -%}
    {{ return(alias.lstrip("/").lower().split() | join(" ")) }}
{%- endmacro %}

{#- A column's name may hold any character. -#}
{% macro quoted_name(name) -%}
    {{ return('"' ~ (name | replace('"', '""')) ~ '"') }}
{%- endmacro %}
