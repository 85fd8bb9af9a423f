-- What is missing before the model can be measured for a question, and when it will be there.
with

judged as (

    select
        target,
        count(*) filter (where is_eligible) as n_judged,
        count(*) filter (where ineligible_reason = 'no followers recorded') as n_without_followers,
        count(*) filter (
            where ineligible_reason like 'likes are %' or ineligible_reason like 'comments are %'
        ) as n_without_counts

    from {{ ref("post_labels") }}

    group by all

),

paced as (

    select
        max(posted_at) as last_posted_at,
        greatest(
            7, least({{ var("pace_days") }}, {{ days_between("min(posted_at)", "max(posted_at)") }})
        ) as n_days,
        count(*) filter (
            where posted_at > (
                select max(every_post.posted_at) from {{ ref("posts") }} as every_post
            ) - interval {{ var("pace_days") }} day
        ) as n_recent

    from {{ ref("posts") }}

    where posted_at <= observed_at

),

measured as (

    select
        target,
        max(value) filter (where metric = 'roc_auc') as roc_auc

    from {{ ref("model_metrics") }}

    where classifier = 'served' and protocol = 'by_time'

    group by all

),

dated as (

    select
        judged.*,
        measured.roc_auc,
        greatest(0, {{ var("model_min_posts") }} - judged.n_judged) as n_missing,
        ceil(paced.n_days * n_missing / nullif(paced.n_recent, 0))
        + {{ var("label_maturity_days") }} as days_to_go,
        paced.last_posted_at + to_days(cast(least(days_to_go, 10000) as integer)) as due_at

    from judged

    cross join paced

    left join measured
        on judged.target = measured.target

)

select
    target,
    {{ in_words("target") }} as target_words,
    n_judged,
    cast({{ var("model_min_posts") }} as bigint) as n_needed,
    n_missing = 0 as has_enough,
    n_missing = 0 and roc_auc is not null as is_open,
    case
        when n_judged = 0 and n_without_followers > 0
            then
                'This export has no followers, so there is no rate: add accounts.csv (account, '
                || 'observed_at, followers) beside it, or read the other question.'
        when n_judged = 0 and n_without_counts > 0
            then
                'Likes or comments are hidden, or not in this export: without them no post can '
                || 'be judged.'
        when n_missing > 0
            then format(
                '{} judged post{}; the model needs {}{}.',
                n_judged,
                if(n_judged = 1, '', 's'),
                {{ var("model_min_posts") }},
                case
                    when days_to_go is null then ''
                    when days_to_go > 730 then '; at this pace that takes more than two years'
                    else '; at this pace on ' || strftime(due_at, '%-d %B %Y')
                end
            )
        when roc_auc is null and not {{ is_measured() }}
            then
                'The evaluation was turned off for this build: make build EVALUATION=full '
                || 'measures it.'
        when roc_auc is null
            then
                'The newest posts, which would be the test, are all high or all low: nothing '
                || 'can be told apart yet.'
    end as words

from dated
