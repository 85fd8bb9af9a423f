-- Against the account's own mean, so that a big account's habits do not look like a good hour.
select
    post_id,
    account_id,
    media_type,
    posted_at,
    count(*) over (partition by account_id) as n_account_posts,
    ln(n_likes + n_comments + 1) - avg(
        ln(n_likes + n_comments + 1) order by n_likes + n_comments
    ) over (partition by account_id) as deviation

from {{ ref("int_posts") }}

where is_mature and n_likes + n_comments is not null

qualify n_account_posts >= 2
