{{ select_account_history(
    var("history_lag_days"),
    as_planned=true,
    accounts=is_evaluated("posts.account_id")
) }}
