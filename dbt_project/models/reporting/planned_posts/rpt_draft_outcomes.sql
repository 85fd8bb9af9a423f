select
    outcomes.draft_id,
    outcomes.post_id,
    outcomes.target,
    {{ in_words("outcomes.target") }} as target_words,
    case
        when {{ shows_names() }} then outcomes.account_name
        else coalesce(accounts.display_name, 'an account')
    end as display_name,
    outcomes.p_high,
    outcomes.is_predicted_high,
    outcomes.is_high,
    outcomes.is_right,
    outcomes.matched_by,
    outcomes.posted_at,
    outcomes.predicted_at

from {{ ref("draft_outcomes") }} as outcomes

left join {{ ref("rpt_accounts") }} as accounts
    on outcomes.account_id = accounts.account_id

qualify row_number() over (order by outcomes.posted_at desc, outcomes.draft_id) <= 200
