with

guards as (

    select *

    from (
        values
        (
            1, 'ceiling', 'own outcome with noise', 0.1,
            'AUC by time, against what the data''s own variance shares allow'
        ),
        (
            2, 'permutation_cost', 'own outcome with noise', 0.1,
            'AUC lost when the costliest feature outside the history is shuffled, against that '
            || 'of shuffling the whole history'
        ),
        (
            3, 'shuffled_time', 'own outcome with noise', 0.1,
            'the same, shuffled only among the posts of one account, as if their times were'
        ),
        (
            4, 'older_features', 'next outcome', 1.0,
            'AUC gained when a feature takes its value at the account''s previous post: an '
            || 'honest one knows less there'
        ),
        (
            5, 'blind_scoring', 'test labels in the training', 1.0,
            'mean AUC with labels dealt anew within months: fitting and scoring must not see '
            || 'test labels. It says nothing about features'
        )
    ) as listed (position, guard, reference_leak, reference_strength, explanation)

    cross join (select unnest(['above_median', 'above_own_usual']) as target) as targets

    where {{ is_measured() }}

),

results as (select * from {{ ref("guard_results") }}),

powers as (

    select
        target,
        guard,
        min(gain) filter (where is_caught) as smallest_gain_caught,
        max(gain) filter (where not is_caught) as largest_gain_missed

    from {{ ref("planted_leaks") }}

    group by all

),

judged as (

    select
        guards.*,
        nullif(served.feature, '') as feature,
        served.value,
        served.auc_limit,
        nullif(served.std_error, cast('nan' as double)) as std_error,
        {{ is_caught("served") }} as is_caught,
        {{ is_caught("planted") }} as has_power,
        -- A standard error shrinks with the root of the posts.
        case
            when planted.value > planted.auc_limit and isfinite(planted.std_error)
                then greatest(
                    ceil(
                        planted.n_posts * pow(
                            {{ var("guard_std_errors") }} * planted.std_error
                            / (planted.value - planted.auc_limit),
                            2
                        )
                    ),
                    {{ var("guard_min_posts") }}
                )
        end as n_posts_needed,
        coalesce(served.n_posts, 0) as n_posts,
        coalesce(served.n_accounts, 0) as n_accounts

    from guards

    left join results as served
        on
            guards.target = served.target
            and guards.guard = served.guard
            and served.leak = 'none'

    left join results as planted
        on
            guards.target = planted.target
            and guards.guard = planted.guard
            and guards.reference_leak = planted.leak
            and guards.reference_strength = planted.strength

)

select
    judged.target,
    judged.guard,
    judged.explanation,
    case
        when judged.value is null then 'not run: the test posts or the training lack a class'
        when judged.has_power then 'sees its leak'
        when judged.n_posts_needed is null then 'no power: no number of posts like these would do'
        when judged.n_accounts < {{ var("guard_min_accounts") }}
            then format(
                'no power: it takes about {:,} test posts of at least {:,} accounts',
                judged.n_posts_needed::bigint,
                {{ var("guard_min_accounts") }}
            )
        else format('no power: it takes about {:,} test posts', judged.n_posts_needed::bigint)
    end as power,
    judged.feature,
    judged.value,
    judged.auc_limit,
    judged.std_error,
    judged.is_caught,
    judged.has_power,
    judged.is_caught and judged.guard = 'ceiling' as stops_the_build,
    powers.smallest_gain_caught,
    powers.largest_gain_missed,
    cast(judged.n_posts as bigint) as n_posts,
    cast(judged.n_accounts as bigint) as n_accounts,
    cast(judged.n_posts_needed as bigint) as n_posts_needed,
    cast(judged.position as bigint) as position

from judged

left join powers
    on
        judged.target = powers.target
        and judged.guard = powers.guard
