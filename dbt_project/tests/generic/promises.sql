{#- Everything that a table promises of its rows, in one test. Returns each row that breaks a
    promise, and which ones it breaks.

    key: the columns that no two rows share; [] for a table of at most one row.
    nullable: those of the key that may be null; the others never are.
    not_null: further columns that never are.
    ranges: {column: [lowest, highest]}, ends included, null where there is no end.
    accepted: {column: [values]}.
    parents: {column: ref('table')}: each value is one of the column of that name there.

    What a name promises (n_posts, p_high, view_share) is tested without being written down. -#}
{% test promises(
    model, key, nullable=[], not_null=[], ranges={}, accepted={}, parents={}
) %}
    {%- set promised = [] -%}
    {%- for column in key if column not in nullable -%}
        {%- do promised.append([column ~ " is not null", column ~ " is null"]) -%}
    {%- endfor -%}
    {%- for column in not_null -%}
        {%- do promised.append([column ~ " is not null", column ~ " is null"]) -%}
    {%- endfor -%}
    {%- for column, (low, high) in (ranges_of_names(model) | list) + (ranges.items() | list) -%}
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
            column ~ " not in (select parent." ~ column ~ " from " ~ parent ~ " as parent)"
        ]) -%}
    {%- endfor -%}
    {%- if key -%}
        {%- do promised.append([
            "no two rows share " ~ key | join(", "), "(" ~ key | join(", ") ~ ") in (
                select (" ~ key | join(", ") ~ ") from " ~ model ~ "
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
        from {{ model }}
    ) as judged
    where broken_promises != ''
{% endtest %}
