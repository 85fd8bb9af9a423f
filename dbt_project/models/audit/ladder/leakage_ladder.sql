with

-- From here on the served classifier and its point-in-time features.
served as (

    select *

    from (
        values
        (
            10, 'above_median', 'random',
            'point-in-time features of the post and of its account''s earlier posts',
            'L3.2 dependence and L3.1 time: later posts of an account help to judge earlier ones'
        ),
        (
            11, 'above_median', 'by_account',
            'accounts never seen: whole accounts tested, no history shown',
            'L3.1 time: training posts may be later than test posts'
        ),
        (
            12, 'above_median', 'by_time',
            'HEADLINE known accounts, later posts: the newest quarter tested',
            'none known; the question is whether an account does well, not whether a post does'
        ),
        (
            13, 'above_median', 'by_time_and_account',
            'later posts of accounts never seen',
            'none known'
        ),
        (
            14, 'above_own_usual', 'by_time',
            'HEADLINE later posts against their account''s own usual',
            'none known'
        )
    ) as listed (step, target, protocol, description, leak)

),

measured as (

    select
        target,
        protocol,
        {{ metric("accuracy") }} as accuracy,
        {{ metric("best_constant_accuracy") }} as best_constant_accuracy,
        {{ metric("roc_auc") }} as roc_auc,
        {{ metric("roc_auc", "ci_low") }} as roc_auc_ci_low,
        {{ metric("roc_auc", "ci_high") }} as roc_auc_ci_high,
        max(n_posts) as n_test

    from {{ ref("model_metrics") }}

    where classifier = 'served'

    group by all

),

steps as (

    select
        step,
        description,
        leak,
        nullif(accuracy, cast('nan' as double)) as accuracy,
        nullif(best_constant_accuracy, cast('nan' as double)) as best_constant_accuracy,
        nullif(roc_auc, cast('nan' as double)) as roc_auc,
        cast(null as double) as roc_auc_ci_low,
        cast(null as double) as roc_auc_ci_high,
        n_correct,
        n_test

    from {{ ref("ladder_steps") }}

    union all

    select
        served.step,
        served.description,
        served.leak,
        measured.accuracy,
        measured.best_constant_accuracy,
        measured.roc_auc,
        measured.roc_auc_ci_low,
        measured.roc_auc_ci_high,
        round(measured.accuracy * measured.n_test) as n_correct,
        measured.n_test

    from served

    left join measured
        on
            served.target = measured.target
            and served.protocol = measured.protocol

)

select
    cast(step as bigint) as step,
    description,
    leak,
    accuracy,
    best_constant_accuracy,
    roc_auc,
    roc_auc_ci_low,
    roc_auc_ci_high,
    cast(coalesce(n_correct, 0) as bigint) as n_correct,
    cast(coalesce(n_test, 0) as bigint) as n_test

from steps
