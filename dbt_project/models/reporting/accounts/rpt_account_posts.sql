select
    posts.account_id,
    posts.post_id,
    posts.media_type,
    {{ in_words("coalesce(posts.media_type, 'unknown_media_type')") }} as format_words,
    posts.n_likes + posts.n_comments as n_engagements,
    history.median_engagements as usual_engagements,
    posts.engagement_rate,
    predictions.p_high,
    case
        when labels.is_high then 'yes' when not labels.is_high then 'no'
        else labels.ineligible_reason
    end as outcome,
    predictions.is_in_sample,
    case
        when {{ shows_names() }}
            then left(regexp_replace(posts.caption, '\s+', ' ', 'g'), 90)
    end as excerpt,
    posts.posted_at

from {{ ref("posts") }} as posts

inner join {{ ref("rpt_accounts") }} as accounts
    on posts.account_id = accounts.account_id

inner join {{ ref("int_account_history") }} as history
    on posts.post_id = history.post_id

inner join {{ ref("post_predictions") }} as predictions
    on
        posts.post_id = predictions.post_id
        and predictions.target = 'above_own_usual'

inner join {{ ref("post_labels") }} as labels
    on
        posts.post_id = labels.post_id
        and labels.target = 'above_own_usual'

where accounts.has_page
