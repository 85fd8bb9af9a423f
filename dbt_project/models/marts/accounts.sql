with

-- Followers and name as the account's newest post carries them.
latest as (

    select
        account_id,
        count(*) as n_posts,
        arg_max(account_name, (posted_at, post_id)) as account_name,
        arg_max(n_followers, (posted_at, post_id)) as n_followers,
        arg_max(n_following, (posted_at, post_id)) as n_following,
        min(posted_at) as first_posted_at,
        max(posted_at) as last_posted_at

    from {{ ref("posts") }}

    group by all

)

select
    account_id,
    account_name,
    {{ follower_tier("n_followers") }} as follower_tier,
    n_posts,
    n_followers,
    n_following,
    first_posted_at,
    last_posted_at

from latest
