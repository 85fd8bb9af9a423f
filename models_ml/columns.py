"""The columns an estimator may see, in groups; anything else in a frame is ignored."""

FORMAT = ("is_video", "is_carousel")

CAPTION = (
    "log_caption_chars",
    "log_caption_lines",
    "log_hashtags",
    "log_mentions",
    "log_emoji",
    "all_caps_share",
    "has_caption",
    "has_question",
    "has_call_to_action",
    "has_link_in_bio",
)

TIMING = ("hour_sin", "hour_cos", "weekday_sin", "weekday_cos", "is_weekend")

PLACE = ("has_location",)

ACCOUNT = (
    "has_followers",
    "has_following",
    "log_followers",
    "log_following",
    "log_followers_per_following",
)

HISTORY = (
    "has_history",
    "has_usual",
    "log_past_posts",
    "log_recent_posts",
    "everyone_log_rate",
    "past_log_rate",
    "past_level_by_log_followers",
    "past_level_by_log_past_posts",
    "past_media_deviation",
    "recent_deviation",
    "recent_media_deviation",
    "past_spread",
    "last_post_deviation",
    "past_skew",
    "log_gap_days",
    "log_history_age_days",
    "log_posts_per_week",
    "caption_chars_deviation",
    "hashtags_deviation",
)

GROUPS = {
    "format": FORMAT,
    "caption": CAPTION,
    "timing": TIMING,
    "place": PLACE,
    "account": ACCOUNT,
    "history": HISTORY,
}

FEATURES = tuple(column for group in GROUPS.values() for column in group)

# What is known of a post whose account was never seen: no history of its own.
COLD_START_FEATURES = (
    *(column for column in FEATURES if column not in HISTORY),
    "everyone_log_rate",
)

# The account's trailing mean: the baseline that the served model is shrunk towards.
ANCHOR = "past_log_rate"

TARGETS = ("above_median", "above_own_usual")

# Which posts stand behind each fit, and what it may see. Posts without history are scored
# by a regression that was never shown one.
FITS = {
    "evaluation": ("by_time", FEATURES),
    "evaluation_cold_start": ("by_time", COLD_START_FEATURES),
    "serving": ("serving", FEATURES),
    "serving_cold_start": ("serving", COLD_START_FEATURES),
}
