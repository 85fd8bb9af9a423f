{#- The places of records that have none yet, which stand in the order of their file. Until then
    line_number is how many lines a record has; it begins behind the header and those before it. -#}
{% macro number_records(table) -%}
    update {{ table }}
    set record_number = placed.record_number, line_number = placed.line_number
    from (
        select
            rowid as place,
            row_number() over in_file as record_number,
            2 + sum(line_number) over in_file - line_number as line_number
        from {{ table }}
        where record_number is null
        window in_file as (
            partition by reading_id, source_file order by rowid rows unbounded preceding
        )
    ) as placed
    where {{ table }}.rowid = placed.place
{%- endmacro %}
