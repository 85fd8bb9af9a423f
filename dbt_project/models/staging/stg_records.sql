{{ config(post_hook="{{ check_there_are_posts() }}") }}

with

parsed as (

    select
        files.source_file,
        raw.reading_id,
        raw.source_format,
        raw.record_number,
        raw.line_number,
        -- What a spreadsheet or a library has rounded is another post's number, or account's.
        case when {{ is_exact("raw.pk") }} then {{ whole_number("raw.pk") }} end as encoded_number,
        coalesce(
            nullif(trim(raw.shortcode), ''),
            {{ shortcode_of("raw.permalink") }},
            case when encoded_number > 1e15 then {{ code_of_number("encoded_number") }} end
        ) as code,
        -- The number by which Meta's own tools know a post: not the one that its code encodes.
        coalesce(
            nullif(trim(raw.post_number), ''),
            nullif({{ part_of("raw.thumbnail", '(\\d{15,})(?:\\.\\w+)?$', 1) }}, '')
        ) as media_number,
        coalesce(code, media_number) as post_id,
        nullif(trim(raw.permalink), '') as permalink,
        coalesce(
            {{ handle("raw.owner_name") }},
            -- A part of a download says whose it is in the name of its folder only.
            case
                when raw.source_format = 'download_your_information'
                    then {{ folder_of_download("files.file_path") }}
            end,
            if({{ whole_number("raw.owner_id") }} is null, nullif(trim(raw.owner_id), ''), null)
        ) as account_name,
        case
            when {{ is_exact("raw.owner_id") }}
                then cast({{ whole_number("raw.owner_id") }} as string)
        end as account_number,
        coalesce(not {{ is_exact("raw.owner_id") }}, false) as is_account_rounded,
        -- A number where the export has one; a handle alone is an identity too.
        coalesce(account_number, lower(account_name)) as account_key,
        case
            when lower(raw.product) in ('story', 'ad') or {{ truth("raw.is_story") }} then 'story'
            when raw.record_kind in ('StoryItem', 'Highlight') then 'story'
            when raw.media_type is not null then words.media_type
            when {{ truth("raw.is_video") }} then 'video'
            when {{ truth("raw.multiple_images") }} then 'carousel'
            when not {{ truth("raw.is_video") }} then 'image'
        end as media_type,
        coalesce(raw.record_kind = 'Profile', false)
        or raw.source_format in (
            select formats.format
            from {{ ref("export_formats") }} as formats
            where formats.holds = 'accounts'
        ) as is_account_reading,
        -- Meta writes UTF-8 as if it were Latin-1 in its downloads.
        if(
            raw.source_format = 'download_your_information',
            {{ read_as_utf8("raw.caption") }},
            raw.caption
        ) as caption,
        raw.location,
        {{ told_count("likes") }} as n_likes_written,
        {{ told_count("comments") }} as n_comments_written,
        coalesce({{ truth("raw.likes_hidden") }}, false)
        or {{ is_hidden("raw.likes", "n_likes_written") }} as is_likes_hidden,
        {{ is_hidden("raw.comments", "n_comments_written") }} as is_comments_hidden,
        -- An account without a readable number of followers has none recorded; zero
        -- is kept, and gives no rate.
        {{ told_count("followers") }} as n_followers,
        {{ told_count("following") }} as n_following,
        {{ told_count("views") }} as n_views,
        {{ told_count("reach") }} as n_reach,
        {{ told_count("shares") }} as n_shares,
        {{ told_count("saves") }} as n_saves,
        {{ told_count("new_follows") }} as n_new_follows,
        {{ epoch_units("raw.created_at") }} > 1 as is_time_rescaled,
        {{ told_time("created_at") }} as posted_at,
        coalesce(
            {{ told_time("observed_at") }},
            {{ time_in_name("files.file_path") }}
        ) as observed_at,
        {{ whole_match("raw.record", '[,;\\t|\\s]*') }} as is_empty,
        nullif(raw.album_id, '') as album_id,
        lower(coalesce(raw.scope, '')) as scope,
        raw.reading_error

    from {{ ref("stg_raw_records") }} as raw

    inner join {{ ref("stg_read_files") }} as files
        on raw.reading_id = files.reading_id

    inner join {{ ref("stg_file_conventions") }} as conventions
        on files.source_file = conventions.source_file

    left join {{ ref("media_words") }} as words
        on lower(trim(raw.media_type)) = words.word

)

select
    {{ all_but([
        "n_likes_written", "n_comments_written", "is_comments_hidden", "code", "encoded_number",
        "is_empty", "album_id", "scope", "reading_error",
        "n_followers", "n_following", "n_views", "n_reach", "n_shares", "n_saves",
        "n_new_follows", "observed_at"
    ]) }},
    {{ believed_count("n_followers") }},
    {{ believed_count("n_following") }},
    {{ believed_count("n_views") }},
    {{ believed_count("n_reach") }},
    {{ believed_count("n_shares") }},
    {{ believed_count("n_saves") }},
    {{ believed_count("n_new_follows") }},
    -- Nothing was read tomorrow: such a time says nothing.
    case when observed_at <= {{ run_started() }} + interval 1 day then observed_at end
        as observed_at,
    code as shortcode,
    case when not is_likes_hidden then n_likes_written end as n_likes,
    case when not is_comments_hidden then n_comments_written end as n_comments,
    case
        when reading_error is not null then 'cannot be read: ' || reading_error
        when is_account_reading and account_key is null then 'has no account'
        when is_account_reading and n_followers is null then 'its followers are not a number'
        when
            is_account_reading and observed_at is null and source_format != 'instaloader'
            then 'its observed_at is not a time'
        when is_account_reading then null
        when is_empty then 'is an empty row'
        when media_type = 'story' then 'is a story, not a post'
        when album_id is not null then 'is one picture of a carousel, not a post'
        when post_id is null then 'has no shortcode'
        when scope not in ('', 'lifetime', 'total')
            then 'is one day of a post, not the whole of it'
        when {{ is_rounded("post_id") }}
            then 'its id was rounded by a spreadsheet'
        when not {{ whole_match("post_id", '[A-Za-z0-9_-]+') }} then 'its shortcode is not one'
        when account_key is null then 'has no account'
        when not {{ is_moment("posted_at") }} then 'its created_at is not a time'
        when posted_at < timestamp '2010-10-06'
            then 'its created_at is before Instagram began (2010-10-06)'
        when posted_at > {{ run_started() }} + interval 1 day
            then 'its created_at lies in the future'
        when source_format = 'kaggle' and media_type is null
            then 'its is_video is neither True nor False'
        when
            (not is_likes_hidden and n_likes_written is null)
            or (not is_comments_hidden and n_comments_written is null)
            then 'its likes or comments are not a number'
        when greatest(n_likes_written, n_comments_written) > {{ var("max_count") }}
            then 'it has more likes or comments than any post could have'
    end as rejection_reason

from parsed
