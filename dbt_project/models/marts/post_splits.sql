with

eligible as (

    select * from {{ ref("int_post_outcomes") }} where is_eligible

),

boundaries as (

    select
        target,
        {{ moment_at_share("posted_at", "1 - " ~ var("test_share")) }} as test_after,
        -- Labels of later posts could not have been known when the test began.
        test_after - interval {{ var("label_maturity_days") }} day as train_until

    from eligible

    group by target

),

placed as (

    select
        eligible.post_id,
        eligible.account_id,
        eligible.target,
        eligible.posted_at > boundaries.test_after as is_new,
        eligible.posted_at <= boundaries.train_until as is_old

    from eligible

    inner join boundaries
        on eligible.target = boundaries.target

),

-- Whoever is not evaluated needs no place in protocols that nothing else reads.
evaluated as (

    select
        *,
        {{ bucket("post_id", "random", 100) }} < {{ var("test_share") }} * 100 as is_random_test,
        {{ bucket("account_id", "account", var("n_account_folds")) }} as account_fold
    from placed
    where {{ is_evaluated("account_id") }}

),

folds as (

    select cast(fold as integer) as fold

    from range({{ var("n_account_folds") }}) as numbers (fold)

),

roles as (

    select
        post_id,
        target,
        'random' as protocol,
        0 as fold,
        case when is_random_test then 'test' else 'train' end as role
    from evaluated

    union all

    select
        post_id,
        target,
        'by_time' as protocol,
        0 as fold,
        case when is_new then 'test' when is_old then 'train' end as role
    from placed

    union all

    select
        evaluated.post_id,
        evaluated.target,
        'by_account' as protocol,
        folds.fold,
        case when evaluated.account_fold = folds.fold then 'test' else 'train' end as role
    from evaluated
    cross join folds

    union all

    select
        evaluated.post_id,
        evaluated.target,
        'by_time_and_account' as protocol,
        folds.fold,
        case
            when evaluated.account_fold = folds.fold and evaluated.is_new then 'test'
            when evaluated.account_fold != folds.fold and evaluated.is_old then 'train'
        end as role
    from evaluated
    cross join folds

    union all

    -- Not an evaluation: what the model for drafts learns from.
    select
        post_id,
        target,
        'serving' as protocol,
        0 as fold,
        'train' as role
    from placed

)

select *

from roles

where role is not null
