{#- Each row that breaks a promise of its table, and which ones it breaks: see the test `promises`,
    whose arguments these are, and the names of its columns. -#}
{% macro broken_promises(
    model, names, key, nullable=[], not_null=[], ranges={}, accepted={}, parents={}
) %}
    {%- set promised = [] -%}
    {%- for column in key if column not in nullable -%}
        {%- do promised.append([column ~ " is not null", column ~ " is null"]) -%}
    {%- endfor -%}
    {%- for column in not_null -%}
        {%- do promised.append([column ~ " is not null", column ~ " is null"]) -%}
    {%- endfor -%}
    {%- for column, (low, high) in (ranges_of_names(names) | list) + (ranges.items() | list) -%}
        {%- do promised.append([
            column ~ " is " ~ range_in_words(low, high), outside_range(column, low, high)
        ]) -%}
    {%- endfor -%}
    {%- for column, values in accepted.items() -%}
        {%- do promised.append([
            column ~ " is one of " ~ values | join(", "),
            column ~ " not in (" ~ values | map("tojson") | map("replace", '"', "'") | join(", ") ~ ")"
        ]) -%}
    {%- endfor -%}
    {%- for column, parent in parents.items() -%}
        {%- do promised.append([
            column ~ " is in " ~ parent.schema ~ "." ~ parent.identifier,
            "told." ~ column ~ " is not null and not exists (select 1 from " ~ parent
            ~ " as parent where parent." ~ column ~ " = told." ~ column ~ ")"
        ]) -%}
    {%- endfor -%}
    {%- if key -%}
        {#- As one value: two rows share a key of nulls too. -#}
        {%- set values = {} -%}
        {%- for column in key -%} {%- do values.update({column: column}) -%} {%- endfor -%}
        {%- do promised.append([
            "no two rows share " ~ key | join(", "), record_of(values) ~ " in (
                select " ~ record_of(values) ~ " from " ~ model ~ "
                group by all having count(*) > 1
            )"
        ]) -%}
    {%- else -%}
        {%- do promised.append([
            "there is one row at most", "(select count(*) from " ~ model ~ ") > 1"
        ]) -%}
    {%- endif %}
    select *
    from (
        select
            concat_ws(
                '; '
                {%- for words, is_broken in promised %},
                case when {{ is_broken }} then '{{ words | replace("'", "''") }}' end
                {%- endfor %}
            ) as broken_promises,
            *
        from {{ model }} as told
    ) as judged
    where broken_promises != ''
{% endmacro %}
