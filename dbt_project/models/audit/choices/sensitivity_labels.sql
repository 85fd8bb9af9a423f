-- The by_time split again, for other settings of the vars it rests on. Accounts are those
-- of evaluation_labels, and the default settings give its very rows (a test).
{% set maturities = [0, 1, 3, 7, 14, 30, var("label_maturity_days") | int] | unique | sort %}
{% set quantiles = [0.25, 0.4, 0.5, 0.6, 0.75, var("threshold_quantile") | float] | unique | sort %}
with

settings as (

    select
        'label_maturity_days' as setting,
        cast(unnest({{ maturities }}) as double) as setting_value,
        unnest({{ maturities }}) as maturity_days,
        {{ var("threshold_quantile") }} as threshold_quantile

    union all

    select
        'threshold_quantile' as setting,
        unnest({{ quantiles }}) as setting_value,
        {{ var("label_maturity_days") }} as maturity_days,
        unnest({{ quantiles }}) as threshold_quantile

),

eligible as (

    select
        settings.*,
        outcomes.*

    from {{ ref("int_post_outcomes") }} as outcomes

    inner join {{ ref("posts") }} as posts
        on outcomes.post_id = posts.post_id

    inner join settings
        on posts.age_days >= settings.maturity_days

    where
        {{ is_measured() }}
        and outcomes.is_comparable
        and (settings.setting != 'threshold_quantile' or outcomes.target = 'above_median')

),

boundaries as (

    select
        setting,
        setting_value,
        target,
        quantile_disc(posted_at, 1 - {{ var("test_share") }}) as test_after

    from eligible

    group by all

),

split as (

    select
        eligible.*,
        case
            when eligible.posted_at > boundaries.test_after then 'test'
            when
                eligible.posted_at + to_days(eligible.maturity_days) <= boundaries.test_after
                then 'train'
        end as role

    from eligible

    inner join boundaries
        on
            eligible.setting = boundaries.setting
            and eligible.setting_value = boundaries.setting_value
            and eligible.target = boundaries.target

),

thresholds as (

    select
        setting,
        setting_value,
        -- A quantile takes constants only: all of them at once, then the setting's own.
        quantile_cont(outcome, {{ quantiles }})[
            list_position({{ quantiles }}, any_value(threshold_quantile))
        ] as learned_threshold

    from split

    where role = 'train' and target = 'above_median'

    group by all

)

select
    split.setting,
    split.setting_value,
    split.target,
    split.post_id,
    split.account_id,
    split.role,
    split.outcome > coalesce(split.own_threshold, thresholds.learned_threshold) as is_high,
    split.posted_at

from split

left join thresholds
    on
        split.setting = thresholds.setting
        and split.setting_value = thresholds.setting_value

where
    split.role is not null
    and coalesce(split.own_threshold, thresholds.learned_threshold) is not null
    and {{ is_evaluated("split.account_id") }}
