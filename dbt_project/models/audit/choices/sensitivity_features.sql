-- The features again, with other lags between a post and what is known of its account, of the
-- accounts of the evaluation. Without one there is nothing to ask.
{% set lags = [0, 1, 3, 7, 14, var("history_lag_days") | int] | unique | sort %}
{% set accounts = is_measured() ~ " and " ~ is_evaluated("posts.account_id") %}
{% for lag_days in (lags if is_measured() == "true" else lags[:1]) %}
    {{ "union all" if not loop.first }}
    select
        cast({{ lag_days }} as double) as lag_days,
        *
    from (
        {{ select_post_features(
            ref("posts"),
            ref("int_caption_features"),
            "(" ~ select_account_history(lag_days, accounts=accounts) ~ ")"
        ) }}
    )
{% endfor %}
