{{ select_account_history(var("history_lag_days"), planned=ref("int_draft_variants")) }}
