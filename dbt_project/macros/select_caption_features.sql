{#- What captions hold: one row per row of `written`, which has post_id and caption. Past and
    planned posts are read by this same text. -#}
{% macro select_caption_features(written) -%}
with

cleaned as (

    select
        post_id,
        caption,
        -- A link's own ?, # and capitals say nothing about the text.
        {{ without_matches("caption", link_pattern()) }} as words_only,
        lower(caption) as lower_caption

    from {{ written }}

),

split as (

    select
        *,
        {{ matches_of("words_only", "\\p{L}{2,}") }} as words

    from cleaned

)

select
    post_id,
    cast(length(caption) as bigint) as n_caption_chars,
    -- Line feeds, carriage returns and both together end a line.
    case
        when caption = '' then 0
        else {{ n_matches("caption", "\\r\\n|\\r|\\n") }} + 1
    end as n_caption_lines,
    {{ n_matches("words_only", hashtag_pattern()) }} as n_hashtags,
    {{ n_matches("lower_caption", mention_pattern()) }} as n_mentions,
    {{ n_matches("caption", emoji_pattern()) }} as n_emoji,
    -- Words of a script without capitals are never in capitals.
    coalesce(
        {{ size_of(those_of("words", "word", "word = upper(word) and word != lower(word)")) }}
        / nullif({{ size_of("words") }}, 0),
        0
    ) as all_caps_share,
    caption != '' as has_caption,
    {{ has_match("words_only", "[?？؟]") }} as has_question,
    {{ has_match("lower_caption", call_to_action_pattern()) }} as has_call_to_action,
    {{ has_match("lower_caption", link_in_bio_pattern()) }} as has_link_in_bio

from split
{%- endmacro %}
