-- One-way analysis of variance of the log outcome of eligible posts, once by account and
-- once by account and month; the shares are intraclass correlations, ICC(1) of Shrout and
-- Fleiss (1979), with groups of unequal size. No feature enters: a leak cannot raise them.
with

outcomes as (

    select
        outcomes.target,
        features.n_past_posts,
        unnest(['account', 'account and month']) as level,
        unnest([
            outcomes.account_id,
            outcomes.account_id || strftime(outcomes.posted_at, ' %Y-%m')
        ]) as group_id,
        ln(
            case outcomes.target
                when 'above_median' then outcomes.outcome + 0.0001
                else outcomes.outcome + 1
            end
        ) as log_outcome

    from {{ ref("int_post_outcomes") }} as outcomes

    inner join {{ ref("post_features") }} as features
        on outcomes.post_id = features.post_id

    where outcomes.is_eligible

),

groups as (

    select
        target,
        level,
        group_id,
        count(*) as n_posts,
        avg(log_outcome) as group_mean,
        var_pop(log_outcome) * count(*) as squares_within,
        sum(n_past_posts) as n_past_posts

    from outcomes

    group by all

),

squares as (

    select
        target,
        level,
        count(*) as n_groups,
        sum(n_posts) as n_posts,
        sum(n_past_posts) / sum(n_posts) as mean_past_posts,
        sum(squares_within) / nullif(sum(n_posts) - count(*), 0) as mean_square_within,
        (
            sum(n_posts * group_mean * group_mean)
            - pow(sum(n_posts * group_mean), 2) / sum(n_posts)
        ) / nullif(count(*) - 1, 0) as mean_square_between,
        (sum(n_posts) - sum(n_posts * n_posts) / sum(n_posts)) / nullif(count(*) - 1, 0)
            as posts_per_group

    from groups

    group by all

),

shares as (

    select
        *,
        greatest((mean_square_between - mean_square_within) / nullif(posts_per_group, 0), 0)
            as variance_between,
        -- Where there is nothing to compare, nothing is ruled out.
        coalesce(variance_between / nullif(variance_between + mean_square_within, 0), 1)
            as share_between

    from squares

)

select
    target,
    cast(max(n_posts) as bigint) as n_posts,
    max(mean_past_posts) as mean_past_posts,
    max(share_between) filter (where level = 'account') as between_account_share,
    -- An account's months may differ: what recent posts tell of the next one.
    greatest(
        max(share_between) filter (where level = 'account and month'),
        between_account_share
    ) as between_month_share

from shares

group by all
