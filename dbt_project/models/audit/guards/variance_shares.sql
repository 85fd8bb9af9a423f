-- One-way analysis of variance of the ranks of eligible posts' outcomes, once by account and
-- once by account and month; the shares are intraclass correlations, ICC(1) of Shrout and
-- Fleiss (1979), with groups of unequal size. A few viral posts would hide in a mean square
-- what ranks still show; 2 sin(pi / 6 * share) makes of a correlation of ranks that of normal
-- variables (Pearson, 1907). No feature enters: a leak cannot raise them.
with

outcomes as (

    select
        outcomes.target,
        outcomes.account_id,
        date_trunc('month', outcomes.posted_at) as month,
        features.n_past_posts,
        -- Ties share their mean rank: here twice that, around 0.
        2 * rank() over by_outcome
        + count(*) over (by_outcome range between current row and current row)
        - count(*) over (partition by outcomes.target)
        - 2 as outcome_rank

    from {{ ref("int_post_outcomes") }} as outcomes

    inner join {{ ref("post_features") }} as features
        on outcomes.post_id = features.post_id

    where outcomes.is_eligible

    window by_outcome as (partition by outcomes.target order by outcomes.outcome)

),

groups as (

    select
        target,
        if(grouping(month) = 1, 'account', 'account and month') as level,
        count(*) as n_posts,
        avg(outcome_rank) as group_mean,
        -- Ranks are whole numbers, whose sums depend on no order.
        (sum(outcome_rank * outcome_rank) * count(*) - sum(outcome_rank) * sum(outcome_rank))
        / count(*) as squares_within,
        sum(n_past_posts) as n_past_posts

    from outcomes

    group by target, rollup(account_id, month)

    -- Of all accounts together nothing is asked.
    having grouping(account_id) = 0

),

squares as (

    select
        target,
        level,
        count(*) as n_groups,
        sum(n_posts) as n_posts,
        sum(n_past_posts) / sum(n_posts) as mean_past_posts,
        {{ sum_in_order("squares_within") }} / nullif(sum(n_posts) - count(*), 0)
            as mean_square_within,
        (
            {{ sum_in_order("n_posts * group_mean * group_mean") }}
            - pow({{ sum_in_order("n_posts * group_mean") }}, 2) / sum(n_posts)
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
            as share_between,
        -- The upper end of its 95 percent interval, by Fisher's large-sample standard error
        -- (Statistical Methods for Research Workers, 1925, section 38): few accounts say
        -- little about how much accounts differ.
        case
            when posts_per_group > 1
                then least(
                    share_between + {{ normal_95() }} * (1 - share_between)
                    * (1 + (posts_per_group - 1) * share_between)
                    * sqrt(2 / (posts_per_group * (posts_per_group - 1) * (n_groups - 1))),
                    1
                )
            else 1
        end as share_between_high

    from squares

),

of_normal_variables as (

    select
        * replace (
            2 * sin(pi() / 6 * share_between) as share_between,
            2 * sin(pi() / 6 * share_between_high) as share_between_high
        )

    from shares

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
    ) as between_month_share,
    max(share_between_high) as between_month_share_high

from of_normal_variables

group by all
