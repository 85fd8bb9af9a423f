{#- The records of JSON files that are written alike, or of such with a document per line, as text:
    each is an element of the list at `file.records`, or a document itself. An alias is a path
    within the record, or with a slash before it within the document around. -#}
{% macro select_json_records(files, wanted, aliases) -%}
    {%- set file = files | first -%}
    select
        reading_id,
        source_file,
        {{ sql_text(file.source_format) }} as source_format,
        cast(null as bigint) as record_number,
        cast(null as bigint) as line_number,
        element ->> '$."#reading_error"' as reading_error,
        {% for column in wanted -%}
            {%- set values = [] -%}
            {%- for alias in aliases.get(column, []) -%}
                {%- set source = "document" if alias.startswith("/") else "element" -%}
                {%- for path in ways_to_write(alias.lstrip("/"), file.source_format) -%}
                    {%- do values.append(text_at(source, path)) -%}
                {%- endfor -%}
            {%- endfor -%}
            {{ as_mapped(file, column, "coalesce(" ~ values | join(", ") ~ ")") if values else "cast(null as varchar)" }} as {{ column }},
        {% endfor -%}
        coalesce(element ->> '$."#text"', cast(element as varchar), 'null') as record
    from (
        select
            reading_id,
            source_file,
            document,
            unnest(
                {{ "from_json(document -> " ~ path_to(file.records) ~ ", '[\"JSON\"]')" if file.records else "[document]" }}
            ) as element
        from (
            select
                json as document,
                {{ of_its_file(files, "reading_id") }} as reading_id,
                {{ of_its_file(files, "name") }} as source_file
            from read_json_objects(
                [{% for file in files %}{{ only_file(file.path) }}{{ ", " if not loop.last }}{% endfor %}],
                filename = true,
                compression = 'uncompressed',
                maximum_object_size = {{ 1024 + (files | map(attribute="size") | max) }}
            )
        )
    )
{%- endmacro %}

{#- What is known of the file that a document was read from. A join might change the order. -#}
{% macro of_its_file(files, what) -%}
    {%- if files | length == 1 -%}
        {{ return(sql_text((files | first)[what] or "")) }}
    {%- endif -%}
    {%- set paths, values = [], [] -%}
    {%- for file in files -%}
        {%- do paths.append(sql_text(file.path)) -%}
        {%- do values.append(sql_text(file[what] or "")) -%}
    {%- endfor -%}
    {{ return("map_extract_value(map([" ~ paths | join(", ") ~ "], [" ~ values | join(", ") ~ "]), filename)") }}
{%- endmacro %}

{#- Meta writes UTF-8 as if it were Latin-1 in its downloads, in names too. -#}
{% macro ways_to_write(path, source_format) -%}
    {%- set written = path.encode("utf-8").decode("latin-1") -%}
    {{ return([path, written] if source_format.startswith("download_") and written != path else [path]) }}
{%- endmacro %}

{#- The text of a value. In `data[name=reach].values[0].value` the list is looked through for the
    element that has the name. -#}
{% macro text_at(source, path) -%}
    {%- if "[name=" in path -%}
        {%- set list, rest = path.split("[name=") -%}
        {%- set name, inner = rest.split("].", 1) -%}
        {%- set named = "list_filter(from_json(" ~ source ~ " -> " ~ path_to(list) ~ ", '[\"JSON\"]'), lambda one: one ->> '$.name' = " ~ sql_text(name) ~ ")" -%}
        {{ return("nullif(" ~ named ~ "[1] ->> " ~ path_to(inner) ~ ", '')") }}
    {%- endif -%}
    {{ return("nullif(" ~ source ~ " ->> " ~ path_to(path) ~ ", '')") }}
{%- endmacro %}

{% macro path_to(path) -%}
    {%- set names = [] -%}
    {%- for name in path.replace("edges.node", "edges[0].node").split(".") -%}
        {%- set name, bracket, place = name.partition("[") -%}
        {%- do names.append('."' ~ name ~ '"' ~ bracket ~ place) -%}
    {%- endfor -%}
    {{ return(sql_text("$" ~ names | join(""))) }}
{%- endmacro %}
