select
    labels.*,
    posts.engagement_rate,
    posts.n_likes + posts.n_comments as n_engagements

from {{ ref("post_labels") }} as labels

inner join {{ ref("posts") }} as posts
    on labels.post_id = posts.post_id

where
    labels.is_eligible != (labels.is_high is not null)
    or labels.is_eligible != (labels.ineligible_reason is null)
    or (labels.is_eligible and not posts.is_mature)
    or (
        labels.is_eligible
        and labels.is_high != (
            case labels.target
                when 'above_median' then posts.engagement_rate
                else posts.n_likes + posts.n_comments
            end > labels.threshold
        )
    )
