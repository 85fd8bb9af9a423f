-- From when the past is told again: what was labelled by then trains, the posts from then
-- until the next step test. The coarsest steps of which there are two or more, months first.
with

eligible as (

    select *

    from {{ ref("int_post_outcomes") }}

    where is_eligible and {{ is_measured() }} and {{ is_evaluated("account_id") }}

),

steps as (

    select
        unnest(['month', 'week', 'quarter']) as step,
        unnest([1, 2, 3]) as preference

),

blocks as (

    select
        eligible.target,
        steps.step,
        steps.preference,
        date_trunc(steps.step, eligible.posted_at) as origin,
        count(*) as n_test_posts,
        min(eligible.posted_at) as test_from,
        max(eligible.posted_at) as test_to

    from eligible

    cross join steps

    group by all

    having count(*) >= {{ var("backtest_min_posts") }}

),

newest as (

    select *

    from blocks

    qualify
        row_number() over (partition by target, step order by origin desc)
        <= {{ var("backtest_origins") }}

),

trained as (

    select
        newest.*,
        count(*) as n_train_posts,
        -- Learned from what was labelled by then, as in split_thresholds.
        quantile_cont(eligible.outcome, {{ var("threshold_quantile") }})
        filter (where eligible.target = 'above_median') as threshold

    from newest

    inner join eligible
        on
            newest.target = eligible.target
            and newest.origin
            >= eligible.posted_at + interval {{ var("label_maturity_days") }} day

    group by all

    having count(*) >= {{ var("model_min_posts") }}

),

repeated as (

    select *

    from trained

    qualify count(*) over (partition by target, step) >= 2

)

select
    target,
    step,
    origin,
    date_diff(step, min(origin) over (partition by target, step), origin) as n_steps,
    threshold,
    n_train_posts,
    n_test_posts,
    test_from,
    test_to

from repeated

qualify preference = min(preference) over (partition by target)
