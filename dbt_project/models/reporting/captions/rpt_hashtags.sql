-- Of the most used hashtags: how posts with one differ from the same account's posts
-- without it. An ordinary regression of log engagement on "has it" with a constant for each
-- account; the error is clustered by account, and Student's t stands for the normal, because
-- a hashtag has few accounts. Only an account with posts of both kinds says anything.
with

deviations as (

    select
        post_id,
        account_id,
        caption,
        ln(n_likes + n_comments + 1) - avg(
            ln(n_likes + n_comments + 1) order by n_likes + n_comments
        ) over (partition by account_id) as deviation,
        count(*) over (partition by account_id) as n_account_posts

    from {{ ref("posts") }}

    where is_mature and n_likes + n_comments is not null

),

tagged as (

    select
        account_id,
        deviation,
        n_account_posts,
        unnest(list_distinct(regexp_extract_all(lower(caption), '{{ hashtag_pattern() }}')))
            as hashtag

    from deviations

),

by_account as (

    select
        hashtag,
        account_id,
        count(*) as n_posts,
        {{ sum_in_order("deviation") }} as covariation,
        count(*) * (1 - count(*) / any_value(n_account_posts)) as variation

    from tagged

    group by hashtag, account_id

),

slopes as (

    select
        hashtag,
        cast(sum(n_posts) as bigint) as n_posts,
        count(*) as n_accounts,
        count(*) filter (where variation > 0) as n_comparing_accounts,
        {{ sum_in_order("variation") }} as total_variation,
        {{ sum_in_order("covariation") }} / nullif(total_variation, 0) as slope,
        {{ sum_in_order("pow(covariation, 2)") }} as sum_covariation_2,
        {{ sum_in_order("covariation * variation") }} as sum_product,
        {{ sum_in_order("pow(variation, 2)") }} as sum_variation_2

    from by_account

    group by hashtag

    having count(*) filter (where variation > 0) >= 5

),

estimated as (

    select
        *,
        {{ t_quantile("n_comparing_accounts - 1") }}
        * sqrt(
            (
                sum_covariation_2 - 2 * slope * sum_product
                + pow(slope, 2) * sum_variation_2
            ) * n_comparing_accounts / (n_comparing_accounts - 1)
        ) / total_variation as half_width

    from slopes

    order by n_posts desc, hashtag

    limit 25

)

select
    hashtag,
    n_posts,
    n_accounts,
    n_comparing_accounts,
    100 * (exp(slope) - 1) as difference_percent,
    100 * (exp(slope - half_width) - 1) as ci_low,
    100 * (exp(slope + half_width) - 1) as ci_high,
    case
        when slope > half_width then 'more'
        when slope < -half_width then 'less'
        else 'no difference beyond noise'
    end as finding

from estimated
