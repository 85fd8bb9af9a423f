-- An account's followers as a post found them: those of its own record where that counts them at
-- posting, else the newest count from before it went up. Where there is none, the count that was
-- read with its likes, or the first one later, stands in, and says so.
with

posts as (

    select
        post_id,
        account_id,
        has_followers_at_posting,
        n_followers,
        n_following,
        posted_at,
        -- A post dated later than its own reading was there when that was made.
        least(posted_at, observed_at) as known_before

    from {{ ref("int_post_versions") }}

    where is_newest

),

accounts_own as (

    select *

    from {{ ref("int_account_readings") }}

    where is_of_account

)

select
    posts.post_id,
    case when posts.has_followers_at_posting then posts.n_followers end as n_own_followers,
    coalesce(
        n_own_followers, earlier.n_followers, posts.n_followers, later.n_followers
    ) as n_followers,
    case
        when coalesce(n_own_followers, earlier.n_followers) is null
            then coalesce(posts.n_following, later.n_following)
        else coalesce(earlier.n_following, posts.n_following, later.n_following)
    end as n_following,
    case
        when coalesce(n_own_followers, earlier.n_followers) is not null then 'posting'
        when coalesce(posts.n_followers, later.n_followers) is not null then 'reading'
    end as followers_as_of

from posts

{{ asof_join(
    ref("int_account_readings"),
    "earlier", "posts", ["account_id"], "posts.known_before", ">", "observed_at"
) }}

{{ asof_join(
    "accounts_own", "later", "posts", ["account_id"], "posts.posted_at", "<=", "observed_at"
) }}
