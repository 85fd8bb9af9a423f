-- The answers, in words that follow from the figures.
with

headlines as (select * from {{ ref("rpt_headlines") }}),

strongest as (

    select arg_max(feature, value) as strongest_group

    from {{ ref("feature_influence") }}

    where target = 'above_median' and measure = 'permutation_importance'

),

run as (

    select *

    from {{ ref("build_runs") }}

    order by started_at desc

    limit 1

),

ranked as (

    select
        n_likes + n_comments as n_engagements,
        ntile(10) over (order by n_likes + n_comments desc) as tenth

    from {{ ref("posts") }}

    where n_likes + n_comments is not null

),

top_tenth as (

    select
        sum(n_engagements) filter (where tenth = 1) / nullif(sum(n_engagements), 0)
            as top_tenth_share

    from ranked

),

observed as (

    select
        min(posted_at) as first_posted_at,
        -- A time that is not believed is later than anything was read.
        least(max(posted_at), max(observed_at)) as last_posted_at,
        min(observed_at) as first_observed_at,
        max(observed_at) as last_observed_at,
        count(distinct source_file) as n_files,
        count(engagement_rate) as n_rated_posts,
        {{ are_synthetic() }} as is_synthetic

    from {{ ref("posts") }}

)

select
    run.*,
    observed.*,
    headlines.*,
    strongest.strongest_group,
    top_tenth.top_tenth_share,
    case
        when headlines.auc is null and observed.n_rated_posts = 0
            then 'Not measured: without followers there is no engagement rate.'
        when headlines.auc is null and not {{ is_measured() }}
            then 'Not measured: the evaluation was turned off.'
        when headlines.auc is null
            then 'Not measured: too few later posts have labels.'
        when headlines.auc_ci_low <= 0.5
            then 'No better than chance: the interval covers 0.5.'
        when headlines.lift_ci_low <= 0
            then 'Yes for known accounts, but no better than their own history alone.'
        else 'Yes for known accounts, mostly from their own history; the post itself adds a little.'
    end as finding_predictable,
    case
        when strongest.strongest_group is null then 'Not measured.'
        when strongest.strongest_group = 'history'
            then 'Who posts, far more than what is posted or when.'
        else 'Above all: ' || strongest.strongest_group || '.'
    end as finding_influence

from run

cross join observed

cross join headlines

cross join strongest

cross join top_tenth
