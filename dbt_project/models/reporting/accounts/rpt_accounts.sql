with

measured as (

    select
        account_id,
        median(engagement_rate) as median_rate,
        median(n_likes + n_comments) as median_engagements

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

    where predictions.target = 'above_own_usual' and predictions.evaluation_role = 'test'

    group by all

),

-- Whoever plans a post says in which zone.
zones as (

    select
        account_id,
        arg_max(timezone, (planned_at, timezone)) as timezone

    from {{ ref("int_drafts") }}

    where is_known_account and timezone is not null

    group by all

),

named as (

    select
        *,
        case
            when {{ shows_names() }} then account_name
            else 'Account ' || row_number() over (order by md5(account_id))
        end as display_name,
        row_number() over (order by n_posts desc, account_id) <= {{ var("account_pages") }}
        -- The name of its page's file.
        and regexp_matches(account_id, '^[A-Za-z0-9._-]{1,100}$') as has_page,
        count(*) over () as n_accounts

    from {{ ref("accounts") }}

)

select
    named.account_id,
    named.display_name,
    named.follower_tier,
    named.n_posts,
    named.n_followers,
    named.has_page,
    -- The front page of a site about one account is that account's page.
    case
        when named.has_page and named.n_accounts = 1 then 'index.html'
        when named.has_page then 'account-' || named.account_id || '.html'
    end as page_file,
    measured.median_rate,
    measured.median_engagements,
    dayname(date '2024-01-01' + to_days(cast(habits.usual_weekday - 1 as integer)))
        as usual_weekday,
    habits.usual_hour,
    judged.n_predicted,
    judged.n_right,
    judged.n_right_constant,
    coalesce(zones.timezone, 'UTC') as timezone,
    named.first_posted_at,
    named.last_posted_at

from named

inner join {{ ref("int_accounts") }} as habits
    on named.account_id = habits.account_id

inner join measured
    on named.account_id = measured.account_id

left join judged
    on named.account_id = judged.account_id

left join zones
    on named.account_id = zones.account_id
