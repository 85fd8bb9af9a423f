-- The newest test_share of the posts tests; training stops label_maturity_days before it.
with

counted as (

    select
        post_id,
        account_id,
        posted_at,
        ln(n_judged_likes + n_judged_comments + 1) as log_engagement

    from {{ ref("posts") }}

    where is_mature and n_judged_likes + n_judged_comments is not null

),

boundaries as (

    select
        quantile_disc(posted_at, 1 - {{ var("test_share") }}) as test_after,
        test_after - interval {{ var("label_maturity_days") }} day as train_until

    from counted

)

select
    counted.*,
    case
        when counted.posted_at > boundaries.test_after then 'test'
        when counted.posted_at <= boundaries.train_until then 'train'
        else 'embargo'
    end as role,
    {{ bucket("counted.account_id", "account", var("n_account_folds")) }} as fold,
    {{ is_evaluated("counted.account_id") }} as is_evaluated

from counted

cross join boundaries

where {{ is_sampled("counted.account_id", var("max_fit_posts")) }}
