{{ config(pre_hook="{{ read_post_files() }}", post_hook="{{ check_there_are_posts() }}") }}

select
    source_file,
    record_number,
    line_number,
    owner_id,
    coalesce(owner_username, username) as owner_name,
    shortcode,
    caption,
    location,
    is_video,
    multiple_images,
    likes,
    comments,
    followers,
    following,
    created_at,
    record,
    case
        when reading_error is not null then 'cannot be read: ' || reading_error
        when coalesce(trim(shortcode), '') = '' then 'has no shortcode'
        when not regexp_matches(shortcode, '^[A-Za-z0-9_-]+$')
            then 'its shortcode is not one'
        when {{ whole_number("owner_id") }} is null then 'has no owner_id'
        when not coalesce(isfinite({{ utc_timestamp("created_at") }}), false)
            then 'its created_at is not a time'
        when {{ utc_timestamp("created_at") }} < timestamp '2010-10-06'
            then 'its created_at is before Instagram began (2010-10-06)'
        when {{ utc_timestamp("created_at") }} > {{ run_started() }} + interval 1 day
            then 'its created_at lies in the future'
        when {{ truth("is_video") }} is null
            then 'its is_video is neither True nor False'
        when {{ whole_number("likes") }} + {{ whole_number("comments") }} is null
            then 'its likes or comments are not a number'
        when least({{ whole_number("likes") }}, {{ whole_number("comments") }}) < 0
            then 'its likes or comments are hidden (a negative number)'
    end as rejection_reason

from raw_records
