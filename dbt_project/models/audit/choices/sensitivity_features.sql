-- The features again, with other lags between a post and what is known of its account.
{% for lag_days in [0, 1, 3, 7, 14, var("history_lag_days") | int] | unique | sort %}
    {{ "union all" if not loop.first }}
    select
        cast({{ lag_days }} as double) as lag_days,
        *
    from (
        {{ select_post_features(
            ref("posts"),
            ref("int_caption_features"),
            "(" ~ select_account_history(lag_days) ~ ")"
        ) }}
    )
{% endfor %}
