{#- Reads files as text into a temporary table, and for posts and drafts makes the view `raw_records`:
    one row per record, readable or not, with its place in the file and what this project calls its
    columns. Where `is_lazy`, the one file is read when the view is asked, written once and numbered
    by who asked: a window over all columns would keep DuckDB from reading with several threads. -#}
{% macro read_files(files, columns, aliases, into="raw_parts", is_lazy=false, condition="true") -%}
    {%- do run_query(
        "create or replace temp table " ~ into ~ " (reading_id varchar, source_file varchar,"
        ~ " source_format varchar, record_number bigint, line_number bigint, reading_error varchar, "
        ~ columns | join(" varchar, ") ~ " varchar, record varchar)"
    ) -%}
    {%- set view = namespace(query="select * from " ~ into) -%}
    {%- for together in read_together(files) -%}
        {%- set file = together | first -%}
        {%- set names = dict(aliases.get(file.source_format, {})) -%}
        {%- for column, name in file.get("mapping", {}).get("columns", {}).items() -%}
            {%- do names.update({column: [name]}) -%}
        {%- endfor -%}
        {%- set query = select_json_records(together, columns, names) if file.kind == "json" else select_table_records(file, columns, names) -%}
        {%- if is_lazy -%}
            {%- set view.query = query -%}
        {%- else -%}
            {%- do run_query("insert into " ~ into ~ " by name " ~ query) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if into == "raw_parts" -%}
        {%- do run_query(number_records("raw_parts")) -%}
        {%- do run_query(
            "create or replace temp view raw_records as select * from (" ~ view.query ~ ") where " ~ condition
        ) -%}
    {%- endif -%}
{%- endmacro %}

{#- Changes when files are read into other columns, or otherwise than before: then files that were
    read before are read again. -#}
{% macro how_files_are_read() -%}
    {{ return("3 " ~ post_columns() | join(" ")) }}
{%- endmacro %}

{#- The exports that stg_found_files knows the format of and `already_read` does not hold. -#}
{% macro read_post_files(already_read) -%}
    {%- if execute -%}
        {%- do check_mappings() -%}
        {%- set before = load_relation(already_read) -%}
        {%- set is_new = "source_format is not null" ~ (" and reading_id not in (select reading_id from " ~ before ~ ")" if before else "") -%}
        {%- set files = files_where(is_new ~ " qualify row_number() over (partition by reading_id order by source_file) = 1") -%}
        {%- if not first_value("count(*) from " ~ ref("stg_found_files") ~ " where source_format is not null") -%}
            {{ stop_without_posts() }}
        {%- endif -%}
        {%- set folders = "select folder from " ~ ref("stg_found_files") ~ " where " ~ is_new -%}
        {%- set details = files_where("detail_format is not null and folder in (" ~ folders ~ ")") -%}
        {%- set condition = of_nobody_forgotten() -%}
        {%- do read_files(
            files, post_columns(), post_aliases(),
            is_lazy=files | length == 1 and not details and condition == "true", condition=condition
        ) -%}
        {%- do add_details(details) -%}
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

{#- Hashes are made only where somebody was forgotten. -#}
{% macro of_nobody_forgotten() -%}
    {%- if first_value("count(*) from " ~ ref("stg_forgotten_accounts")) == 0 -%}
        {{ return("true") }}
    {%- endif -%}
    {{ return(
        "not " ~ is_forgotten("owner_id") ~ " and not " ~ is_forgotten("owner_name")
        ~ " and not (owner_name is null and " ~ is_forgotten(folder_of_download("source_file")) ~ ")"
    ) }}
{%- endmacro %}

{#- Whether a number or a handle is of an account that was to be forgotten (make forget). -#}
{% macro is_forgotten(name) -%}
    coalesce(
        sha256(lower(ltrim(trim({{ name }}), '@'))) in (
            select forgotten.account_hash from {{ ref("stg_forgotten_accounts") }} as forgotten
        ),
        false
    )
{%- endmacro %}
