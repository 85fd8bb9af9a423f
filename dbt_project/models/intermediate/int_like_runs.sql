-- An account's posts, one after the other, with one and the same number of likes: ten are not
-- chance but likes that were hidden, or never read.
with

liked as (

    select
        source_file,
        account_id,
        post_id,
        max(n_likes) as n_likes,
        max(posted_at) as posted_at

    from {{ ref("stg_posts") }}

    where n_likes is not null

    group by all

),

changes as (

    select
        *,
        coalesce(n_likes != lag(n_likes) over by_time, true) as is_change

    from liked

    window by_time as (partition by source_file, account_id order by posted_at, post_id)

),

numbered as (

    select
        *,
        count(*) filter (is_change) over (
            partition by source_file, account_id
            order by posted_at, post_id
        ) as run_number

    from changes

),

runs as (

    select
        source_file,
        n_likes,
        count(*) as n_posts

    from numbered

    group by source_file, account_id, run_number, n_likes

)

select
    source_file,
    max(n_posts) as n_posts_alike,
    arg_max(n_likes, (n_posts, n_likes)) as n_likes_alike

from runs

where n_posts >= 10

group by all
