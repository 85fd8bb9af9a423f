-- Accounts as if each stood for itself: something is learned of its first so many judged posts,
-- and the posts are told that went up once the labels of these were known. Where accounts are
-- few, the same again from the posts of one trial later on.
{% set n_told = var("learning_curve_told") %}
{% set is_quick = (env_var("EVALUATION", "") or var("evaluation")) == "quick" %}
{% set n_trials = var("learning_curve_trials") ~ (" / 4" if is_quick else "") %}
with

numbered as (

    select
        target,
        post_id,
        account_id,
        posted_at,
        outcome > own_threshold as is_high,
        row_number() over (partition by account_id order by posted_at, post_id) as position

    from {{ ref("int_post_outcomes") }}

    where
        target = 'above_own_usual'
        and is_eligible
        and {{ is_measured() }}
        and {{ is_evaluated("account_id") }}

),

followed as (

    select
        account_id,
        position,
        min(position) over (
            partition by account_id
            order by posted_at
            range between interval {{ var("label_maturity_days") }} day following
            and unbounded following
        ) as told_from

    from numbered

),

lengths as (

    select unnest([5, 15, 30, 60, 120]) as n_earlier_posts

),

trials as (

    select
        lengths.n_earlier_posts,
        followed.account_id,
        followed.position - lengths.n_earlier_posts as n_skipped_posts,
        followed.told_from,
        {{ bucket("followed.account_id", "half", 2) }} as half

    from followed

    inner join lengths
        on
            followed.position >= lengths.n_earlier_posts
            and (followed.position - lengths.n_earlier_posts) % {{ n_told }} = 0

    where followed.told_from is not null

    qualify
        row_number() over (
            partition by lengths.n_earlier_posts
            order by
                n_skipped_posts,
                {{ bucket("followed.account_id", "learning curve", 1000000000) }},
                followed.account_id
        ) <= {{ n_trials }}

)

select
    numbered.target,
    cast(trials.n_earlier_posts as bigint) as n_earlier_posts,
    numbered.account_id,
    trials.half,
    trials.n_skipped_posts,
    if(numbered.position < trials.told_from, 'train', 'test') as role,
    numbered.post_id,
    numbered.is_high,
    numbered.posted_at

from trials

inner join numbered
    on
        trials.account_id = numbered.account_id
        and (
            numbered.position between trials.n_skipped_posts + 1
            and trials.n_skipped_posts + trials.n_earlier_posts
            or numbered.position between trials.told_from
            and trials.told_from + {{ n_told }} - 1
        )
