-- Log engagement against the account's own mean, by weekday and hour (UTC), shrunk towards
-- no difference as if each cell had ten more posts without any. Thin cells stay blank.
with

deviations as (

    select
        account_id,
        posted_at,
        ln(n_likes + n_comments + 1)
        - avg(ln(n_likes + n_comments + 1)) over (partition by account_id) as deviation,
        count(*) over (partition by account_id) as n_account_posts

    from {{ ref("posts") }}

    where is_mature

),

cells as (

    select
        isodow(posted_at) as weekday,
        hour(posted_at) as hour,
        count(*) as n_posts,
        sum(deviation) / (count(*) + 10) as shrunk_deviation

    from deviations

    where n_account_posts >= 2

    group by all

)

select
    weekday,
    hour,
    n_posts,
    case when n_posts >= 10 then 100 * (exp(shrunk_deviation) - 1) end as difference_percent

from cells
