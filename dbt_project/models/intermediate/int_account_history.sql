{{ select_account_history(var("history_lag_days")) }}
