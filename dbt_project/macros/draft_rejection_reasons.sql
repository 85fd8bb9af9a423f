{#- Why a row cannot be answered as a planned post: a list with a null for each thing that is
    in order. Reads the columns of `placed` and `newest` in stg_draft_records. -#}
{% macro draft_rejection_reasons() -%}
    if(
        reading_error is not null,
        ['cannot be read: ' || reading_error],
        {{ draft_content_reasons() }}
    )
{%- endmacro %}

{% macro draft_content_reasons() -%}
    [
        case
            when draft_id is null then 'has no draft_id'
            when length(draft_id) > 100 then 'its draft_id is longer than 100 characters'
            when n_occurrence > 1
                then format(
                    'repeats the draft_id of record {} in {}',
                    first_record_number,
                    parse_filename(first_source_file)
                )
        end,
        case
            when account is null then 'has no account'
            when length(account) > 100 then 'its account is longer than 100 characters'
            when account like '%/%'
                then format('its account ''{}'' is not a handle or an id', left(account, 60))
        end,
        case
            when coalesce(media_type, '') not in ('image', 'carousel', 'video')
                then format(
                    'its media_type ''{}'' is not image, carousel or video (a reel is a video)',
                    left(coalesce(media_type, ''), 40)
                )
        end,
        case
            when
                planned_for is null
                or not regexp_matches(planned_at, '^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}')
                then format(
                    'its planned_at ''{}'' is not a time like 2026-07-01T18:00+02:00',
                    left(coalesce(planned_at, ''), 40)
                )
            when post_id is null and planned_for <= known_until
                then format(
                    'is planned for {} UTC, but the warehouse already knows posts up to {} UTC',
                    strftime(planned_for, '%Y-%m-%d %H:%M'),
                    strftime(known_until, '%Y-%m-%d %H:%M')
                )
        end,
        case
            when length(caption) > {{ var("max_caption_chars") }}
                then format(
                    'its caption has {:,} characters; Instagram takes {:,}',
                    length(caption),
                    {{ var("max_caption_chars") }}
                )
        end,
        case
            when
                followers is not null
                and coalesce({{ whole_number("followers") }}, 0) not between 1 and {{ var("max_count") }}
                then format(
                    'its followers ''{}'' is not a number of people above 0', left(followers, 40)
                )
        end,
        case
            when timezone is not null and zone_name is null
                then format(
                    'its timezone ''{}'' is not an IANA name like Europe/Lisbon',
                    left(timezone, 40)
                )
        end,
        case
            when not regexp_matches(post_id, '^[A-Za-z0-9_-]+$')
                then format('its post_id ''{}'' is not a shortcode', left(post_id, 40))
            when post_id is not null and n_post_occurrence > 1
                then format('its post_id ''{}'' is that of another row', left(post_id, 40))
        end
    ]
{%- endmacro %}
