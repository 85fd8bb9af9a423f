{#- The features of each post, past or planned, given its caption and the history of its
    account: one row per row of `posts`. A macro, because planned posts pass through the same
    text, and the sensitivity tables ask with other histories. -#}
{% macro select_post_features(posts, captions, history) -%}
with

joined as (

    select
        posts.*,
        {{ all_but(["post_id"], "captions") }},
        {{ all_but(["post_id"], "history") }},
        history.mean_squared_log_engagement - pow(history.mean_log_engagement, 2)
            as past_variance,
        history.n_past_posts > 0 as has_history,
        coalesce(posts.n_followers > 0, false) as has_followers,
        coalesce(posts.n_following > 0, false) as has_following,
        {{ days_between("history.last_posted_at", "posts.posted_at") }} as gap_days,
        {{ days_between("history.first_posted_at", "posts.posted_at") }} as known_days,
        ({{ epoch_seconds("posts.posted_at") }} - history.mean_posted_epoch) / 86400.0 as history_age_days,
        -- Before anyone's first rate there is only what the vars assume.
        coalesce(
            history.everyone_mean_log_rate, ln({{ var("assumed_engagement_rate") }})
        ) as everyone_log_rate

    from {{ posts }} as posts

    inner join {{ captions }} as captions
        on posts.post_id = captions.post_id

    inner join {{ history }} as history
        on posts.post_id = history.post_id

)

select
    post_id,

    -- format
    coalesce(media_type = 'video', false) as is_video,
    coalesce(media_type = 'carousel', false) as is_carousel,

    -- caption
    n_caption_chars,
    n_caption_lines,
    n_hashtags,
    n_mentions,
    n_emoji,
    ln(n_caption_chars + 1) as log_caption_chars,
    ln(n_caption_lines + 1) as log_caption_lines,
    ln(n_hashtags + 1) as log_hashtags,
    ln(n_mentions + 1) as log_mentions,
    ln(n_emoji + 1) as log_emoji,
    all_caps_share,
    has_caption,
    has_question,
    has_call_to_action,
    has_link_in_bio,

    -- time and place, UTC
    {{ clock_features("posted_at") }},
    has_location,

    -- account, as the export shows it (at scrape time)
    has_followers,
    has_following,
    case when has_followers then ln(n_followers) else 0 end as log_followers,
    ln(coalesce(n_following, 0) + 1) as log_following,
    case when has_followers and has_following then ln(n_followers / n_following) else 0 end
        as log_followers_per_following,

    -- history, as of the post
    n_past_posts,
    n_recent_posts,
    has_history,
    n_counted_posts >= {{ var("min_usual_posts") }} as has_usual,
    ln(n_past_posts + 1) as log_past_posts,
    ln(n_recent_posts + 1) as log_recent_posts,
    everyone_log_rate,
    {{ shrunk("mean_log_rate", "rates_weight", "everyone_log_rate") }} as past_log_rate,
    -- How much a level is worth depends on the size of the account and of its history.
    (past_log_rate - everyone_log_rate) * log_followers as past_level_by_log_followers,
    (past_log_rate - everyone_log_rate) * log_past_posts as past_level_by_log_past_posts,
    {{ shrunk("media_mean_log_engagement - mean_log_engagement", "media_weight", 0) }}
        as past_media_deviation,
    {{ shrunk("recent_mean_log_engagement - mean_log_engagement", "recent_weight", 0) }}
        as recent_deviation,
    -- Rounding can take the variance of equal numbers below zero.
    {{ shrunk(
        "recent_media_mean_log_engagement - mean_log_engagement", "recent_media_weight", 0
    ) }} as recent_media_deviation,
    sqrt(greatest(
        {{ shrunk("past_variance", "known_weight", 1) }},
        0
    )) as past_spread,
    coalesce(last_log_engagement - mean_log_engagement, 0) as last_post_deviation,
    coalesce(mean_log_engagement - ln(median_engagements + 1), 0) as past_skew,
    coalesce(ln(gap_days + 1), 0) as log_gap_days,
    coalesce(ln(history_age_days + 1), 0) as log_history_age_days,
    coalesce(ln(n_past_posts / (known_days + 1) * 7), 0) as log_posts_per_week,
    coalesce(ln(n_caption_chars + 1) - mean_log_caption_chars, 0) as caption_chars_deviation,
    coalesce(ln(n_hashtags + 1) - mean_log_hashtags, 0) as hashtags_deviation

from joined
{%- endmacro %}
