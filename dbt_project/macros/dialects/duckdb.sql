{#- The expressions of dialect.sql as DuckDB says them. -#}

{#- Through a decimal: a double would round fractions, and ids beyond 2^53. DuckDB takes 1_2 for
    twelve; here it is a handle. -#}
{% macro duckdb__whole_number(text) -%}
    case
        when contains({{ text }}, '_') then null
        when try_cast({{ text }} as decimal(38, 10)) % 1 = 0 then try_cast({{ text }} as bigint)
    end
{%- endmacro %}

{% macro duckdb__plain_number(text) -%}
    cast({{ text }} as bigint)
{%- endmacro %}

{% macro duckdb__utc_timestamp(text) -%}
    coalesce(
        try(make_timestamp(
            cast(try_cast({{ text }} as double) * (1e6 / {{ epoch_units(text) }}) as bigint)
        )),
        {{ iso_timestamp(text) }}
    )
{%- endmacro %}

{% macro duckdb__epoch_units(text) -%}
    case
        when try_cast({{ text }} as double) between 1e12 and 1e13 then 1e3
        when try_cast({{ text }} as double) between 1e15 and 1e16 then 1e6
        when try_cast({{ text }} as double) between 1e18 and 1e19 then 1e9
        else 1
    end
{%- endmacro %}

{#- An offset is read only behind seconds. A cast to `timestamp` would drop it, one to
    `timestamptz` takes the session's zone, which profiles.yml sets to UTC, where there is none. -#}
{% macro duckdb__iso_timestamp(text) -%}
    try_cast(
        regexp_replace(
            {{ text }},
            '^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2})(Z|[+-][\d:]+)$',
            '\1:00\2'
        ) as timestamptz
    ) at time zone 'UTC'
{%- endmacro %}

{#- In UTC most of all, which needs no conversion. -#}
{% macro duckdb__local_time(moment, zone) -%}
    case
        when {{ zone }} = 'UTC' then {{ moment }}
        else ({{ moment }} at time zone 'UTC') at time zone {{ zone }}
    end
{%- endmacro %}

{% macro duckdb__is_moment(moment) -%}
    coalesce(isfinite({{ moment }}), false)
{%- endmacro %}

{% macro duckdb__is_json(text) -%}
    json_valid({{ text }})
{%- endmacro %}

{% macro duckdb__read_as_utf8(text) -%}
    without_mojibake({{ text }})
{%- endmacro %}

{% macro duckdb__truth(text) -%}
    try_cast(nullif(trim({{ text }}), '') as boolean)
{%- endmacro %}

{% macro duckdb__python_dict_text(dict, key) -%}
    regexp_replace(
        nullif(
            coalesce(
                nullif(regexp_extract({{ dict }}, '''{{ key }}'': ''((?:[^''\\]|\\.)*)''', 1), ''),
                regexp_extract({{ dict }}, '''{{ key }}'': "((?:[^"\\]|\\.)*)"', 1)
            ),
            ''
        ),
        '\\([''"\\])',
        '\1',
        'g'
    )
{%- endmacro %}

{% macro duckdb__n_matches(text, pattern) -%}
    cast(len(regexp_extract_all({{ text }}, '{{ pattern }}')) as bigint)
{%- endmacro %}

{% macro duckdb__days_between(earlier, later) -%}
    (epoch({{ later }}) - epoch({{ earlier }})) / 86400.0
{%- endmacro %}

{% macro duckdb__uploaded_at(shortcode) -%}
    {%- set code = "lpad(left(" ~ shortcode ~ ", 11), 11, 'A')" -%}
    make_timestamp_ms(
        1314220021721
        {%- for place in range(1, 8) %}
        + {{ 2 * 64 ** (7 - place) }} * {{ base64_digit(code, place) }}
        {%- endfor %}
        + {{ base64_digit(code, 8) }} // 32
    )
{%- endmacro %}

{% macro duckdb__formatted(pattern, values) -%}
    format('{{ pattern }}', {{ values | join(", ") }})
{%- endmacro %}

{% macro duckdb__run_started() -%}
    (cast('{{ run_started_at }}' as timestamptz) at time zone 'UTC')
{%- endmacro %}

{#- The year in two digits is tried first: it does not fit one in four. -#}
{% macro duckdb__wall_clock(text, is_day_first) -%}
    case
        when regexp_matches({{ text }}, '^\d{5}([.,]\d+)?$')
            then timestamp '1899-12-30'
            + to_seconds(round(86400 * try_cast(replace({{ text }}, ',', '.') as double)))
        when regexp_matches({{ text }}, '^\d{4}-')
            then coalesce(
                try_cast({{ text }} as timestamp),
                try_strptime({{ text }}, ['%Y-%m-%d %I:%M %p', '%Y-%m-%d %I:%M:%S %p'])
            )
        when {{ is_day_first }}
            then try_strptime({{ text }}, {{ clock_patterns("%d-%m") }})
        else try_strptime({{ text }}, {{ clock_patterns("%m-%d") }})
    end
{%- endmacro %}

{% macro clock_patterns(day) -%}
    {%- set patterns = [] -%}
    {%- for year in ["%y", "%Y"] -%}
        {%- for clock in ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p"] -%}
            {%- do patterns.append("'" ~ day ~ "-" ~ year ~ clock ~ "'") -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return("[" ~ patterns | join(", ") ~ "]") }}
{%- endmacro %}

{% macro duckdb__at_zone(wall_clock, zone) -%}
    {{ return("((" ~ wall_clock ~ ") at time zone " ~ zone ~ ") at time zone 'UTC'") }}
{%- endmacro %}

{% macro duckdb__code_of_number(number) -%}
    ltrim(
        {%- for place in range(10, -1, -1) %}
        substr(
            'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
            cast(1 + (({{ number }} >> {{ 6 * place }}) & 63) as bigint),
            1
        ){{ " ||" if not loop.last }}
        {%- endfor %},
        'A'
    )
{%- endmacro %}

{% macro duckdb__has_match(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro duckdb__whole_match(text, pattern) -%}
    regexp_full_match({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro duckdb__part_of(text, pattern, group) -%}
    regexp_extract({{ text }}, '{{ pattern }}', {{ group }})
{%- endmacro %}

{% macro duckdb__replaced(text, pattern, by) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ by }}', 'g')
{%- endmacro %}

{% macro duckdb__without_matches(text, pattern) -%}
    regexp_replace({{ text }}, '{{ pattern }}', ' ', 'gi')
{%- endmacro %}

{% macro duckdb__matches_of(text, pattern) -%}
    regexp_extract_all({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro duckdb__epoch_seconds(moment) -%}
    epoch({{ moment }})
{%- endmacro %}

{% macro duckdb__weekday_number(moment) -%}
    isodow({{ moment }})
{%- endmacro %}

{% macro duckdb__rounded(number) -%}
    cast({{ number }} as bigint)
{%- endmacro %}

{% macro duckdb__all_but(columns, table) -%}
    {{ table ~ "." if table }}* exclude ({{ columns | join(", ") }})
{%- endmacro %}

{% macro duckdb__value_at_last(value, keys) -%}
    arg_max({{ value }}, ({{ keys | join(", ") }}))
{%- endmacro %}

{% macro duckdb__value_at_first(value, keys) -%}
    arg_min({{ value }}, ({{ keys | join(", ") }}))
{%- endmacro %}

{% macro duckdb__most_frequent(value, key) -%}
    mode({{ value }} order by {{ key }})
{%- endmacro %}

{% macro duckdb__number_at_share(number, share) -%}
    quantile_cont({{ number }}, {{ share }})
{%- endmacro %}

{% macro duckdb__number_in_window(number, share, window) -%}
    quantile_disc({{ number }}, {{ share }}) over {{ window }}
{%- endmacro %}

{% macro duckdb__moment_at_share(moment, share) -%}
    quantile_disc({{ moment }}, {{ share }})
{%- endmacro %}

{% macro duckdb__exact_mean(number, window) -%}
    avg({{ number }}) over {{ window }}
{%- endmacro %}

{% macro duckdb__md5_half(text) -%}
    md5_number_lower({{ text }})
{%- endmacro %}

{% macro duckdb__joined(text, keys) -%}
    string_agg({{ text }}, '' order by {{ keys | join(", ") }})
{%- endmacro %}

{% macro duckdb__asof_join(table, alias, query, equal, moment, comparison, other) -%}
    asof left join {{ table }} as {{ alias }}
        on
            {% for column in equal -%}
                {{ query }}.{{ column }} = {{ alias }}.{{ column }} and
            {% endfor -%}
            {{ moment }} {{ comparison }} {{ alias }}.{{ other }}
{%- endmacro %}

{% macro duckdb__asof_join_all(table, alias, query, key, moment, comparison, other) -%}
    {{ duckdb__asof_join(table, alias, query, [], moment, comparison, other) }}
{%- endmacro %}

{% macro duckdb__list_in_order(value, keys, condition) -%}
    list({{ value }} order by {{ keys | join(", ") }})
    {{- " filter (where " ~ condition ~ ")" if condition }}
{%- endmacro %}

{% macro duckdb__element(list, place) -%}
    {{ list }}[{{ place }}]
{%- endmacro %}

{% macro duckdb__place_of(list, element) -%}
    list_position({{ list }}, {{ element }})
{%- endmacro %}

{% macro duckdb__each(list, name, expression) -%}
    list_transform({{ list }}, lambda {{ name }}: {{ expression }})
{%- endmacro %}

{% macro duckdb__those_of(list, name, condition) -%}
    list_filter({{ list }}, lambda {{ name }}: {{ condition }})
{%- endmacro %}

{% macro duckdb__size_of(list) -%}
    len({{ list }})
{%- endmacro %}

{% macro duckdb__total_of(list) -%}
    list_sum({{ list }})
{%- endmacro %}

{% macro duckdb__dot_product(one, other) -%}
    list_dot_product({{ one }}, {{ other }})
{%- endmacro %}

{% macro duckdb__standardised_at(list, places, means, scales) -%}
    list_transform(
        list_zip(list_select({{ list }}, {{ places }}), {{ means }}, {{ scales }}),
        lambda term: (term[1] - term[2]) / term[3]
    )
{%- endmacro %}

{% macro duckdb__record_of(values) -%}
    {
        {%- for name, value in values.items() %}
        '{{ name }}': {{ value }}{{ "," if not loop.last }}
        {%- endfor %}
    }
{%- endmacro %}

{% macro duckdb__select_value_vectors(table) -%}
select
    post_id,
    has_history = 1 as has_history,
    list_value(*columns(* exclude (post_id))) as all_values

from (
    select
        post_id,
        cast(1 as double) as intercept,
        cast(columns(* exclude (post_id)) as double)

    from {{ table }}
) as measured
{%- endmacro %}

{% macro duckdb__select_value_names(table) -%}
select ['intercept'] || json_keys(to_json(one_post)) as all_names

from (select * exclude (post_id) from {{ table }} limit 1) as one_post
{%- endmacro %}

{% macro duckdb__longest_ways(nodes, node, moment, edges, start, target) -%}
with recursive steps as (
    select
        {{ node }},
        0 as n_steps
    from {{ nodes }}

    union

    select
        {{ edges }}.{{ start }} as {{ node }},
        steps.n_steps + 1 as n_steps
    from steps
    inner join {{ edges }}
        on steps.{{ node }} = {{ edges }}.{{ target }}
)

select
    {{ node }},
    max(n_steps) as n_steps
from steps
group by all
{%- endmacro %}
