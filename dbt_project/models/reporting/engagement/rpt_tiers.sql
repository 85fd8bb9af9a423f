-- The typical account of each tier (the median of the accounts' median rates) with the
-- interval of the sign test, which needs no more than independent accounts. Beside it the
-- middle half of the posts.
with

rated as (

    select
        posts.account_id,
        accounts.follower_tier,
        posts.engagement_rate

    from {{ ref("posts") }} as posts

    inner join {{ ref("accounts") }} as accounts
        on posts.account_id = accounts.account_id

    where posts.n_likes + posts.n_comments is not null

),

typical as (

    select
        follower_tier,
        account_id,
        median(engagement_rate) as median_rate

    from rated

    group by all

),

tiers as (

    select
        follower_tier,
        count(*) as n_accounts,
        median(median_rate) as account_median_rate,
        {{ median_low("median_rate") }} as ci_low,
        {{ median_high("median_rate") }} as ci_high

    from typical

    group by all

),

spread as (

    select
        follower_tier,
        count(*) as n_posts,
        quantile_cont(engagement_rate, 0.25) as lower_quartile_rate,
        median(engagement_rate) as median_rate,
        quantile_cont(engagement_rate, 0.75) as upper_quartile_rate

    from rated

    group by all

)

select
    spread.follower_tier,
    {{ in_words("spread.follower_tier") }} as tier_words,
    {{ word_position("spread.follower_tier") }} as position,
    tiers.n_accounts,
    spread.n_posts,
    tiers.account_median_rate,
    tiers.ci_low,
    tiers.ci_high,
    spread.lower_quartile_rate,
    spread.median_rate,
    spread.upper_quartile_rate

from spread

inner join tiers
    on spread.follower_tier = tiers.follower_tier
