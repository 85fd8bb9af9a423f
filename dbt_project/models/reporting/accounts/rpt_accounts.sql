with

measured as (

    select
        account_id,
        median(engagement_rate) as median_rate,
        median(n_likes + n_comments) as median_engagements,
        mode(dayname(posted_at) order by posted_at) as usual_weekday,
        mode(hour(posted_at) order by posted_at) as usual_hour

    from {{ ref("posts") }}

    group by all

),

judged as (

    select
        posts.account_id,
        count(predictions.is_high) as n_predicted,
        count(*) filter (where predictions.is_high = predictions.is_predicted_high) as n_right,
        greatest(
            count(*) filter (where predictions.is_high),
            count(*) filter (where not predictions.is_high)
        ) as n_right_constant

    from {{ ref("post_predictions") }} as predictions

    inner join {{ ref("posts") }} as posts
        on predictions.post_id = posts.post_id

    where predictions.target = 'above_median' and predictions.evaluation_role = 'test'

    group by all

)

select
    accounts.account_id,
    case
        when {{ shows_names() }} then accounts.account_name
        else 'Account ' || row_number() over (order by md5(accounts.account_id))
    end as display_name,
    accounts.follower_tier,
    accounts.n_posts,
    accounts.n_followers,
    measured.median_rate,
    measured.median_engagements,
    measured.usual_weekday,
    measured.usual_hour,
    judged.n_predicted,
    judged.n_right,
    judged.n_right_constant,
    row_number() over (order by accounts.n_posts desc, accounts.account_id)
    <= {{ var("account_pages") }}
    -- The name of its page's file.
    and regexp_matches(accounts.account_id, '^[A-Za-z0-9._-]{1,100}$') as has_page,
    accounts.last_posted_at

from {{ ref("accounts") }} as accounts

inner join measured
    on accounts.account_id = measured.account_id

left join judged
    on accounts.account_id = judged.account_id
