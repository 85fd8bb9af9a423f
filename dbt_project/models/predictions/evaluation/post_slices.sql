with

described as (

    select
        posts.post_id,
        posts.media_type,
        accounts.follower_tier,
        case when features.has_history then 'known' else 'cold start' end as history,
        strftime(posts.posted_at, '%Y-%m') as month

    from {{ ref("posts") }} as posts

    inner join {{ ref("accounts") }} as accounts
        on posts.account_id = accounts.account_id

    inner join {{ ref("evaluation_features") }} as features
        on posts.post_id = features.post_id

)

select *

from (
    unpivot described
    on media_type, follower_tier, history, month
    into name dimension value slice
)
