-- Another hour is another clock, and another caption another caption: of the changes only
-- another media type looks back on something else.
{{ select_account_history(
    var("history_lag_days"),
    planned="(
            select distinct
                history_id as post_id,
                account_id,
                media_type,
                posted_at

            from " ~ ref("int_draft_variants") ~ "

            where change != 'posted_at'
        )"
) }}
