-- The by_time split again, for other settings of the vars it rests on.
with

settings as (

    select
        'label_maturity_days' as setting,
        unnest([0, 1, 3, 7, 14, 30])::double as setting_value,
        unnest([0, 1, 3, 7, 14, 30]) as maturity_days,
        0.5 as threshold_quantile

    union all

    select
        'threshold_quantile' as setting,
        unnest([0.25, 0.4, 0.5, 0.6, 0.75])::double as setting_value,
        {{ var("label_maturity_days") }} as maturity_days,
        unnest([0.25, 0.4, 0.5, 0.6, 0.75]) as threshold_quantile

),

size as (

    select count(*) as n_posts from {{ ref("posts") }}

),

eligible as (

    select
        settings.*,
        outcomes.* exclude (ineligible_reason, is_eligible)

    from {{ ref("int_post_outcomes") }} as outcomes

    inner join {{ ref("posts") }} as posts
        on outcomes.post_id = posts.post_id

    cross join size

    inner join settings
        on posts.age_days >= settings.maturity_days

    where
        outcomes.outcome is not null
        and (outcomes.is_eligible or outcomes.ineligible_reason like 'younger%')
        and (settings.setting != 'threshold_quantile' or outcomes.target = 'above_median')
        and {{ bucket("outcomes.account_id", "evaluation", 10000) }}
        < 10000 * {{ var("evaluation_max_posts") }} / size.n_posts

),

split as (

    select
        *,
        quantile_disc(posted_at, 1 - {{ var("test_share") }}) over setting_rows
            as test_after,
        case
            when posted_at > test_after then 'test'
            when posted_at + to_days(maturity_days) <= test_after then 'train'
        end as role

    from eligible

    window setting_rows as (partition by setting, setting_value, target)

),

ranked as (

    select
        *,
        cume_dist() over (
            partition by setting, setting_value, target
            order by outcome
        ) as outcome_share

    from split

    where role = 'train'

),

thresholds as (

    select
        setting,
        setting_value,
        target,
        max(outcome) filter (where outcome_share <= threshold_quantile) as learned_threshold

    from ranked

    group by all

)

select
    split.setting,
    split.setting_value,
    split.target,
    split.post_id,
    split.account_id,
    split.role,
    split.outcome > case split.target
        when 'above_own_usual' then split.own_threshold
        else thresholds.learned_threshold
    end as is_high,
    split.posted_at

from split

inner join thresholds
    on
        split.setting = thresholds.setting
        and split.setting_value = thresholds.setting_value
        and split.target = thresholds.target

where
    split.role is not null
    and (split.target = 'above_median' or split.own_threshold is not null)
