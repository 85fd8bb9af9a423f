-- An account with more posts than dots can show, month by month.
select
    account_id,
    date_trunc('month', posted_at) as month,
    count(n_engagements) as n_posts,
    median(n_engagements) as median_engagements,
    quantile_cont(n_engagements, 0.25) as lower_quartile,
    quantile_cont(n_engagements, 0.75) as upper_quartile

from {{ ref("rpt_account_posts") }}

where n_engagements is not null

group by account_id, date_trunc('month', posted_at)

qualify sum(count(n_engagements)) over (partition by account_id) > {{ var("account_months_from") }}
