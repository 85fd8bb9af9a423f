with

accounts as (

    select
        account_id,
        count(*) filter (where target = 'above_own_usual' and is_eligible) as n_posts,
        {{ bucket("account_id", "evaluation", 1000000000) }} as place

    from {{ ref("int_post_outcomes") }}

    group by all

)

select
    account_id,
    cast(n_posts as bigint) as n_posts,
    cast(
        sum(n_posts) over (order by place, account_id rows unbounded preceding) - n_posts as bigint
    ) as n_posts_before

from accounts
