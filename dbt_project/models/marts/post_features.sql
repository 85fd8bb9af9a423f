{{ select_post_features(ref("int_account_history")) }}
