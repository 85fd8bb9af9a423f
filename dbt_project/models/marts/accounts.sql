select
    account_id,
    account_name,
    {{ follower_tier("n_followers") }} as follower_tier,
    n_posts,
    n_followers,
    n_following,
    first_posted_at,
    last_posted_at

from {{ ref("int_accounts") }}
