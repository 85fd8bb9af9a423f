{{ select_account_history(
    var("history_lag_days"),
    likes_lag_days=var("label_maturity_days"),
    accounts=is_evaluated("posts.account_id")
) }}
