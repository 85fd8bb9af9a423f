{#- Each row that breaks a promise of its table, and which ones it breaks: see the test `promises`,
    whose arguments these are, and the names of its columns. -#}
{% macro broken_promises(
    model, names, key, nullable=[], not_null=[], ranges={}, accepted={}, parents={}
) %}
    {%- set promised = promises_of_rows(names, key, nullable, not_null, ranges, accepted, parents) -%}
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

{#- A row where the promises of a table are broken, none where they are kept: the same without
    words, which is sooner known. -#}
{% macro is_promise_broken(
    model, names, key, nullable=[], not_null=[], ranges={}, accepted={}, parents={}
) %}
    {%- set promised = promises_of_rows(names, key, nullable, not_null, ranges, accepted, parents) -%}
    select 1
    from (
        {%- if promised %}
        (select 1 from {{ model }} as told where {{ promised | map(attribute=1) | join(" or ") }} limit 1)
        union all
        {%- endif %}
        (
            select 1 from {{ model }}
            {% if key %}group by {{ key | join(", ") }}{% endif %}
            having count(*) > 1
            limit 1
        )
    ) as broken
{% endmacro %}

{#- What a table promises of each row by itself: [[words, when they are broken], ...]. -#}
{% macro promises_of_rows(names, key, nullable, not_null, ranges, accepted, parents) -%}
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
    {{ return(promised) }}
{%- endmacro %}
