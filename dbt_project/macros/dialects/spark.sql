{#- The expressions of dialect.sql as Spark says them. Its session keeps UTC (profiles.yml), and a
    moment is a `timestamp_ntz`, as it is DuckDB's `timestamp`: without a zone. -#}

{#- A pattern as a literal. Spark reads backslashes in a text, and takes no doubled quote. -#}
{% macro java_pattern(text) -%}
    '{{ text | replace("\\", "\\\\") | replace("''", "\\'") }}'
{%- endmacro %}

{#- Java takes 1d and 1f for one. -#}
{% macro java_number(text) -%}
    case when {{ text }} not rlike '[dDfF]\\s*$' then try_cast({{ text }} as double) end
{%- endmacro %}

{% macro spark__whole_number(text) -%}
    case
        when try_cast({{ text }} as decimal(38, 10)) % 1 = 0
            then try_cast(try_cast({{ text }} as decimal(38, 10)) as bigint)
    end
{%- endmacro %}

{% macro spark__plain_number(text) -%}
    cast(cast({{ text }} as decimal(38, 10)) as bigint)
{%- endmacro %}

{% macro spark__utc_timestamp(text) -%}
    coalesce(
        cast(timestamp_micros(
            try_cast(rint({{ java_number(text) }} * (1e6 / {{ epoch_units(text) }})) as bigint)
        ) as timestamp_ntz),
        {{ iso_timestamp(text) }}
    )
{%- endmacro %}

{% macro spark__epoch_units(text) -%}
    case
        when {{ java_number(text) }} between 1e12 and 1e13 then cast(1e3 as double)
        when {{ java_number(text) }} between 1e15 and 1e16 then cast(1e6 as double)
        when {{ java_number(text) }} between 1e18 and 1e19 then cast(1e9 as double)
        else cast(1 as double)
    end
{%- endmacro %}

{#- Spark takes a time of day alone for one of today. -#}
{% macro spark__iso_timestamp(text) -%}
    cast(
        try_cast(
            case
                when {{ text }} rlike '^\\s*\\d{4}-\\d{1,2}-\\d{1,2}'
                    then regexp_replace(
                        {{ text }},
                        '^(\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2})(Z|[+-][\\d:]+)$',
                        '$1:00$2'
                    )
            end as timestamp
        ) as timestamp_ntz
    )
{%- endmacro %}

{% macro spark__local_time(moment, zone) -%}
    convert_timezone('UTC', {{ zone }}, {{ moment }})
{%- endmacro %}

{% macro spark__is_moment(moment) -%}
    ({{ moment }} is not null)
{%- endmacro %}

{#- Spark's own reader stops at the end of the first object. -#}
{% macro spark__is_json(text) -%}
    case
        when {{ text }} rlike '^\\s*[{\\[]' and {{ text }} not rlike '[}\\]]\\s*\\z' then false
        when {{ text }} is not null then try_parse_json({{ text }}) is not null
    end
{%- endmacro %}

{% macro spark__read_as_utf8(text) -%}
    case
        when {{ text }} rlike '^[\\x00-\\xff]*\\z'
            then coalesce(
                try_validate_utf8(cast(encode({{ text }}, 'ISO-8859-1') as string)), {{ text }}
            )
        else {{ text }}
    end
{%- endmacro %}

{% macro spark__truth(text) -%}
    try_cast(nullif(trim({{ text }}), '') as boolean)
{%- endmacro %}

{% macro spark__python_dict_text(dict, key) -%}
    regexp_replace(
        nullif(
            coalesce(
                nullif(
                    regexp_extract({{ dict }}, '\'{{ key }}\': \'((?:[^\'\\\\]|\\\\.)*)\'', 1), ''
                ),
                regexp_extract({{ dict }}, '\'{{ key }}\': "((?:[^"\\\\]|\\\\.)*)"', 1)
            ),
            ''
        ),
        '\\\\([\'"\\\\])',
        '$1'
    )
{%- endmacro %}

{% macro spark__n_matches(text, pattern) -%}
    cast(regexp_count({{ text }}, {{ java_pattern(pattern) }}) as bigint)
{%- endmacro %}

{% macro spark__days_between(earlier, later) -%}
    ({{ epoch_seconds(later) }} - {{ epoch_seconds(earlier) }}) / 86400.0D
{%- endmacro %}

{% macro spark__epoch_seconds(moment) -%}
    (unix_micros(cast({{ moment }} as timestamp)) / 1000000.0D)
{%- endmacro %}

{% macro spark__weekday_number(moment) -%}
    (weekday({{ moment }}) + 1)
{%- endmacro %}

{% macro spark__uploaded_at(shortcode) -%}
    {%- set code = "lpad(left(" ~ shortcode ~ ", 11), 11, 'A')" -%}
    cast(timestamp_millis(
        1314220021721
        {%- for place in range(1, 8) %}
        + {{ 2 * 64 ** (7 - place) }} * {{ base64_digit(code, place) }}
        {%- endfor %}
        + {{ base64_digit(code, 8) }} div 32
    ) as timestamp_ntz)
{%- endmacro %}

{#- Java's patterns begin with a percent sign, and write a null as a word. -#}
{% macro spark__formatted(pattern, values) -%}
    {%- set written = modules.re.sub(
        "\{:?([^}]*?)([sdf]?)\}",
        "%\\1\\2",
        pattern | replace("%", "%%") | replace("{:,}", "{:,d}") | replace("{}", "{:s}")
    ) -%}
    case
        when {{ values | map("string") | join(" is not null and ") }} is not null
            then format_string('{{ written }}', {{ values | join(", ") }})
    end
{%- endmacro %}

{% macro spark__run_started() -%}
    cast(cast('{{ run_started_at }}' as timestamp) as timestamp_ntz)
{%- endmacro %}

{% macro spark__wall_clock(text, is_day_first) -%}
    case
        when {{ text }} rlike '^\\d{5}([.,]\\d+)?$'
            then timestamp_ntz '1899-12-30 00:00:00' + make_dt_interval(
                0, 0, 0, round(86400 * try_cast(replace({{ text }}, ',', '.') as double))
            )
        when {{ text }} rlike '^\\d{4}-'
            then coalesce(
                {{ iso_timestamp(text) }},
                {{ first_parsed(text, ["yyyy-MM-dd hh:mm a", "yyyy-MM-dd hh:mm:ss a"]) }}
            )
        when {{ is_day_first }} then {{ first_parsed(text, java_clock_patterns("d-M")) }}
        else {{ first_parsed(text, java_clock_patterns("M-d")) }}
    end
{%- endmacro %}

{% macro java_clock_patterns(day) -%}
    {%- set patterns = [] -%}
    {%- for year in ["yy", "yyyy"] -%}
        {%- for clock in ["", " H:mm", " H:mm:ss", " h:mm a", " h:mm:ss a"] -%}
            {%- do patterns.append(day ~ "-" ~ year ~ clock) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(patterns) }}
{%- endmacro %}

{#- What the first pattern that fits makes of a text. -#}
{% macro first_parsed(text, patterns) -%}
    coalesce(
        {%- for pattern in patterns %}
        cast(try_to_timestamp({{ text }}, '{{ pattern }}') as timestamp_ntz)
        {{- "," if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{% macro spark__at_zone(wall_clock, zone) -%}
    {{ return("convert_timezone(" ~ zone ~ ", 'UTC', " ~ wall_clock ~ ")") }}
{%- endmacro %}

{% macro spark__code_of_number(number) -%}
    trim(
        leading 'A' from concat(
            {%- for place in range(10, -1, -1) %}
            substr(
                'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
                cast(1 + (shiftright(cast({{ number }} as bigint), {{ 6 * place }}) & 63) as int),
                1
            ){{ "," if not loop.last }}
            {%- endfor %}
        )
    )
{%- endmacro %}

{% macro spark__has_match(text, pattern) -%}
    ({{ text }} rlike {{ java_pattern(pattern) }})
{%- endmacro %}

{% macro spark__whole_match(text, pattern) -%}
    ({{ text }} rlike {{ java_pattern("^(?:" ~ pattern ~ ")\\z") }})
{%- endmacro %}

{% macro spark__part_of(text, pattern, group) -%}
    regexp_extract({{ text }}, {{ java_pattern(pattern) }}, {{ group }})
{%- endmacro %}

{% macro spark__replaced(text, pattern, by) -%}
    regexp_replace({{ text }}, {{ java_pattern(pattern) }}, '{{ by | replace("\\", "$") }}')
{%- endmacro %}

{% macro spark__without_matches(text, pattern) -%}
    regexp_replace({{ text }}, {{ java_pattern("(?iu)" ~ pattern) }}, ' ')
{%- endmacro %}

{% macro spark__matches_of(text, pattern) -%}
    regexp_extract_all({{ text }}, {{ java_pattern(pattern) }}, 0)
{%- endmacro %}

{% macro spark__rounded(number) -%}
    cast(rint({{ number }}) as bigint)
{%- endmacro %}

{% macro spark__all_but(columns, table) -%}
    {{ table ~ "." if table }}* except ({{ columns | join(", ") }})
{%- endmacro %}

{% macro spark__value_at_last(value, keys) -%}
    max_by({{ value }}, struct({{ keys | join(", ") }})) filter (where {{ value }} is not null)
{%- endmacro %}

{% macro spark__value_at_first(value, keys) -%}
    min_by({{ value }}, struct({{ keys | join(", ") }})) filter (where {{ value }} is not null)
{%- endmacro %}

{#- Each value that is there, with how often it is and the place where it is first. -#}
{% macro spark__most_frequent(value, key) -%}
    {%- set found -%}
        transform(
            array_sort(collect_list(struct({{ key }} as at, {{ value }} as one))
                filter (where {{ value }} is not null)),
            row -> row.one
        )
    {%- endset -%}
    try_element_at(
        array_sort(transform(
            array_distinct({{ found }}),
            (one, place) -> named_struct(
                'rarity', -size(filter(collect_list({{ value }}), other -> other = one)),
                'place', place,
                'one', one
            )
        )),
        1
    ).one
{%- endmacro %}

{% macro spark__number_at_share(number, share) -%}
    percentile({{ number }}, {{ share }})
{%- endmacro %}

{% macro spark__number_in_window(number, share, window) -%}
    {%- set sorted = "array_sort(collect_list(" ~ number ~ ") over " ~ window ~ ")" -%}
    {{ spark__element(sorted, "ceil(" ~ share ~ " * size(" ~ sorted ~ "))") }}
{%- endmacro %}

{% macro spark__moment_at_share(moment, share) -%}
    cast(timestamp_micros({{ spark__rounded(
        "percentile_disc(" ~ share ~ ") within group (order by unix_micros(cast("
        ~ moment ~ " as timestamp)))"
    ) }}) as timestamp_ntz)
{%- endmacro %}

{#- Spark's own mean of decimals is one, of ten digits. -#}
{% macro spark__exact_mean(number, window) -%}
    cast(sum({{ number }}) over {{ window }} as double)
    / nullif(count({{ number }}) over {{ window }}, 0)
{%- endmacro %}

{% macro spark__md5_half(text) -%}
    cast(conv(
        concat(
            {%- for place in range(31, 15, -2) %}
            substr(md5({{ text }}), {{ place }}, 2){{ "," if not loop.last }}
            {%- endfor %}
        ),
        16,
        10
    ) as decimal(20, 0))
{%- endmacro %}

{% macro spark__joined(text, keys) -%}
    array_join(
        transform(
            array_sort(collect_list(struct({{ keys | join(", ") }}, {{ text }} as text))),
            row -> row.text
        ),
        ''
    )
{%- endmacro %}

{#- Each row of the table from its own moment to that of the next one. -#}
{% macro spark__asof_join(table, alias, query, equal, moment, comparison, other) -%}
    {%- set is_back = comparison != "<=" -%}
    left join (
        select
            *,
            {{ "lead" if is_back else "lag" }}({{ other }}) over (
                partition by {{ equal | join(", ") }} order by {{ other }}
            ) as end_of_{{ alias }}
        from {{ table }}
        where {{ other }} is not null
    ) as {{ alias }}
        on
            {% for column in equal -%}
                {{ query }}.{{ column }} = {{ alias }}.{{ column }} and
            {% endfor -%}
            {{ moment }} {{ comparison }} {{ alias }}.{{ other }}
            and (
                {{ alias }}.end_of_{{ alias }} is null
                or not {{ moment }} {{ comparison }} {{ alias }}.end_of_{{ alias }}
            )
{%- endmacro %}

{#- Rows of both sides in one order, day by day, so that no worker has to hold all of them; what no
    row of the same day tells, the last one of an earlier day does. -#}
{% macro spark__asof_join_all(table, alias, query, key, moment, comparison, other) -%}
    left join (
        with both_sides as (
            select
                cast(null as string) as asked,
                {{ other }} as at,
                {{ 0 if comparison == ">=" else 1 }} as turn,
                to_date({{ other }}) as day,
                struct(*) as told
            from {{ table }}
            where {{ other }} is not null

            union all

            select {{ key }}, {{ moment }}, {{ 1 if comparison == ">=" else 0 }}, to_date({{ moment }}), null
            from {{ query }}
        ),

        days as (
            select
                day,
                last_value(newest) ignore nulls over (
                    order by day rows between unbounded preceding and 1 preceding
                ) as earlier
            from (
                select day, max_by(told, at) filter (where asked is null) as newest
                from both_sides
                group by day
            )
        ),

        seen as (
            select
                both_sides.asked,
                coalesce(
                    last_value(both_sides.told) ignore nulls over (
                        partition by both_sides.day
                        order by both_sides.at, both_sides.turn
                        rows between unbounded preceding and current row
                    ),
                    days.earlier
                ) as told
            from both_sides
            inner join days on both_sides.day = days.day
        )

        select asked, told.* from seen where asked is not null
    ) as {{ alias }}
        on {{ query }}.{{ key }} = {{ alias }}.asked
{%- endmacro %}

{% macro spark__list_in_order(value, keys, condition) -%}
    transform(
        array_sort(collect_list(struct({{ keys | join(", ") }}, {{ value }} as one))
            {{- " filter (where " ~ condition ~ ")" if condition }}),
        row -> row.one
    )
{%- endmacro %}

{% macro spark__element(list, place) -%}
    try_element_at({{ list }}, cast({{ place }} as int))
{%- endmacro %}

{% macro spark__place_of(list, element) -%}
    nullif(array_position({{ list }}, {{ element }}), 0)
{%- endmacro %}

{% macro spark__each(list, name, expression) -%}
    transform({{ list }}, {{ name }} -> {{ expression }})
{%- endmacro %}

{% macro spark__those_of(list, name, condition) -%}
    filter({{ list }}, {{ name }} -> {{ condition }})
{%- endmacro %}

{% macro spark__size_of(list) -%}
    size({{ list }})
{%- endmacro %}

{% macro spark__total_of(list) -%}
    case
        when size({{ list }}) > 0
            then aggregate({{ list }}, cast(0 as double), (total, one) -> total + one)
    end
{%- endmacro %}

{% macro spark__dot_product(one, other) -%}
    aggregate(
        zip_with({{ one }}, {{ other }}, (left_one, right_one) -> left_one * right_one),
        cast(0 as double),
        (total, product) -> total + product
    )
{%- endmacro %}

{% macro spark__standardised_at(list, places, means, scales) -%}
    zip_with(
        zip_with(
            transform({{ places }}, place -> {{ spark__element(list, "place") }}),
            {{ means }},
            (value, mean) -> value - mean
        ),
        {{ scales }},
        (distance, scale) -> distance / scale
    )
{%- endmacro %}

{% macro spark__record_of(values) -%}
    named_struct(
        {%- for name, value in values.items() %}
        '{{ name }}', {{ value }}{{ "," if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{% macro spark__select_value_vectors(table) -%}
    {%- set names = column_names(table) | reject("equalto", "post_id") | list %}
select
    post_id,
    has_history,
    array(
        cast(1 as double)
        {%- for name in names %},
        cast({{ name }} as double)
        {%- endfor %}
    ) as all_values

from {{ table }}
{%- endmacro %}

{% macro spark__select_value_names(table) -%}
select array('intercept'
    {%- for name in column_names(table) | reject("equalto", "post_id") %}, '{{ name }}'{% endfor %}) as all_names
{%- endmacro %}

{#- From the latest moment on, each node's way is one longer than the longest of those that it leads
    to: few nodes, all in one list. -#}
{% macro spark__longest_ways(nodes, node, moment, edges, start, target) -%}
select told.*
from (
    select aggregate(
        array_sort(collect_list(named_struct(
            'rank', -unix_micros(cast(led.{{ moment }} as timestamp)),
            'node', led.{{ node }},
            'targets', led.targets
        ))),
        map('', 0),
        (found, one) -> map_concat(
            found,
            map(
                one.node,
                coalesce(array_max(transform(one.targets, other -> found[other])) + 1, 0)
            )
        )
    ) as ways
    from (
        select
            {{ nodes }}.{{ node }},
            {{ nodes }}.{{ moment }},
            collect_list({{ edges }}.{{ target }}) as targets
        from {{ nodes }}
        left join {{ edges }}
            on {{ nodes }}.{{ node }} = {{ edges }}.{{ start }}
        group by all
    ) as led
) as walked
lateral view explode(walked.ways) told as {{ node }}, n_steps
where told.{{ node }} != ''
{%- endmacro %}
