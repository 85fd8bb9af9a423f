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
    "everyone_log_rate",
    "past_log_rate",
    "past_media_deviation",
    "recent_deviation",
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

TARGETS = ("above_median", "above_own_usual")

# Which split of the training data stands behind each fit.
FITS = {"evaluation": "by_time", "serving": "serving"}
