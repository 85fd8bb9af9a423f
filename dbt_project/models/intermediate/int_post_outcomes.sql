with

posts_with_usual as (

    select
        posts.post_id,
        posts.account_id,
        posts.posted_at,
        posts.is_mature,
        posts.n_followers,
        (posts.n_judged_likes + posts.n_judged_comments) / nullif(posts.n_followers, 0)
            as engagement_rate,
        cast(posts.n_judged_likes + posts.n_judged_comments as double) as n_engagements,
        case
            when posts.is_judged_likes_hidden then 'likes are hidden'
            when posts.n_judged_likes is null then 'likes are not known'
            when posts.n_judged_comments is null then 'comments are not known'
        end as reason_not_counted,
        history.n_past_posts,
        history.n_known_posts,
        history.median_engagements

    from {{ ref("int_posts") }} as posts

    inner join {{ ref("int_account_history") }} as history
        on posts.post_id = history.post_id

),

outcomes as (

    select
        post_id,
        account_id,
        posted_at,
        'above_median' as target,
        engagement_rate as outcome,
        cast(n_followers as double) as divisor,
        cast(null as double) as own_threshold,
        is_mature,
        engagement_rate is not null as is_comparable,
        coalesce(reason_not_counted, 'no followers recorded') as reason_not_comparable

    from posts_with_usual

    union all

    select
        post_id,
        account_id,
        posted_at,
        'above_own_usual' as target,
        n_engagements as outcome,
        cast(1 as double) as divisor,
        median_engagements as own_threshold,
        is_mature,
        reason_not_counted is null
        and n_known_posts >= {{ var("min_usual_posts") }} as is_comparable,
        coalesce(
            reason_not_counted,
            'fewer than {{ var("min_usual_posts") }} earlier posts'
            || if(
                n_past_posts >= {{ var("min_usual_posts") }}, ' with likes and comments known', ''
            )
        ) as reason_not_comparable

    from posts_with_usual

)

select
    post_id,
    account_id,
    target,
    outcome,
    divisor,
    own_threshold,
    case
        when not is_mature then 'younger than {{ var("label_maturity_days") }} days'
        when not is_comparable then reason_not_comparable
    end as ineligible_reason,
    is_comparable,
    ineligible_reason is null as is_eligible,
    posted_at

from outcomes
