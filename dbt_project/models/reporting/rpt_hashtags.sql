-- Of the most used hashtags: how far posts with one lie above their account's own mean.
with

deviations as (

    select
        account_id,
        caption,
        ln(n_likes + n_comments + 1)
        - avg(ln(n_likes + n_comments + 1)) over (partition by account_id) as deviation

    from {{ ref("posts") }}

    where is_mature

),

tagged as (

    select
        account_id,
        deviation,
        unnest(list_distinct(regexp_extract_all(lower(caption), '{{ hashtag_pattern() }}')))
            as hashtag

    from deviations

)

select
    hashtag,
    count(*) as n_posts,
    count(distinct account_id) as n_accounts,
    100 * (exp(sum(deviation) / (count(*) + 10)) - 1) as difference_percent

from tagged

group by hashtag

having count(distinct account_id) >= 3

order by n_posts desc, hashtag

limit 25
