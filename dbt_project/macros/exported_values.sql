{#- Values as exports write them: times, counts, and what they are counts of. -#}

{#- When a post went up, UTC. Meta Business Suite writes Pacific time whatever the account's zone,
    CrowdTangle the letters of New York's; the others seconds or ISO 8601. -#}
{% macro exported_time(source_format, text) -%}
    case {{ source_format }}
        when 'meta_business_suite' then {{ local_moment(text, "America/Los_Angeles") }}
        when 'crowdtangle'
            then {{ utc_timestamp("replace(replace(" ~ text ~ ", ' EDT', '-04:00'), ' EST', '-05:00')") }}
        else {{ utc_timestamp("regexp_replace(" ~ text ~ ", '([+-]\\d{2})(\\d{2})$', '\\1:\\2')") }}
    end
{%- endmacro %}

{#- A count, with or without separators of thousands: 2,446 and 2.446 are one number, since no
    count has a fraction of three digits. -#}
{% macro exported_count(text) -%}
    case
        when regexp_full_match(trim({{ text }}), '\d{1,3}([.,]\d{3})+')
            then cast(regexp_replace(trim({{ text }}), '[.,]', '', 'g') as bigint)
        else {{ whole_number(text) }}
    end
{%- endmacro %}

{#- Nothing, dashes and a negative number say that a count is hidden. -#}
{% macro is_hidden(text, count) -%}
    (
        coalesce(trim({{ text }}), '') in ('', '--', '-', 'nan', 'None', 'null')
        or coalesce({{ count }} < 0, false)
    )
{%- endmacro %}

{#- The code in a post's address. -#}
{% macro shortcode_of(permalink) -%}
    nullif(regexp_extract({{ permalink }}, 'instagram\.com/(?:[\w.]+/)?(?:p|reel|reels|tv)/([\w-]+)', 1), '')
{%- endmacro %}

{#- A download says whose it is in the name of its folder only. -#}
{% macro folder_of_download(source_file) -%}
    coalesce(
        nullif(
            regexp_extract(
                {{ source_file }},
                '([^/\\]+)[/\\](?:(?:logged_information|your_instagram_activity)[/\\])?past_instagram_insights[/\\]',
                1
            ),
            ''
        ),
        'my account'
    )
{%- endmacro %}

{#- When a file was read, where its name says so: dataset_..._2026-03-19_02-18-05-080.json. -#}
{% macro time_in_name(source_file) -%}
    {{ utc_timestamp(
        "regexp_replace(regexp_extract(" ~ source_file ~ ", '_(\\d{4}-\\d{2}-\\d{2}_\\d{2}-\\d{2}-\\d{2})-\\d{3}[.]\\w+$', 1),"
        ~ " '_(\\d{2})-(\\d{2})-(\\d{2})$', 'T\\1:\\2:\\3')"
    ) }}
{%- endmacro %}
