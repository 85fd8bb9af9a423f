-- What is compared are the counts of the reading that the label judges.
with

judged as (

    select
        post_id,
        is_mature,
        n_judged_likes + n_judged_comments as n_engagements,
        n_engagements / nullif(n_followers, 0) as engagement_rate

    from {{ ref("posts") }}

)

select
    labels.*,
    judged.engagement_rate,
    judged.n_engagements

from {{ ref("post_labels") }} as labels

inner join judged
    on labels.post_id = judged.post_id

where
    labels.is_eligible != (labels.is_high is not null)
    or labels.is_eligible != (labels.ineligible_reason is null)
    or (labels.is_eligible and not judged.is_mature)
    or (
        labels.is_eligible
        and labels.is_high != (
            case labels.target
                when 'above_median' then judged.engagement_rate
                else judged.n_engagements
            end > labels.threshold
        )
    )
