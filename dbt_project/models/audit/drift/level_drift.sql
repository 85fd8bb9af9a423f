-- How much the posts of an export got, against those learned from before: the ratio of two
-- medians. Posts that are still collecting would look worse than they are, and those that were read
-- again and again better: counted is what labels judge.
with

levels as (

    select
        compared.export_date,
        compared.source_format,
        compared.is_training,
        unnest(['engagement_rate', 'engagements_against_usual']) as measure,
        unnest([
            nullif(
                (posts.n_judged_likes + posts.n_judged_comments) / nullif(posts.n_followers, 0), 0
            ),
            case
                when history.n_known_posts >= {{ var("min_usual_posts") }}
                    then
                        (posts.n_judged_likes + posts.n_judged_comments + 1)
                        / (history.median_engagements + 1)
            end
        ]) as value

    from {{ ref("export_posts") }} as compared

    inner join {{ ref("posts") }} as posts
        on compared.post_id = posts.post_id

    inner join {{ ref("int_account_history") }} as history
        on compared.post_id = history.post_id

    where posts.is_mature

),

sides as (

    select
        export_date,
        source_format,
        measure,
        is_training,
        count(value) as n_posts,
        median(value) as value_median,
        {{ median_low("value") }} as value_low,
        {{ median_high("value") }} as value_high

    from levels

    group by all

),

paired as (

    select
        export_date,
        source_format,
        measure,
        coalesce(max(n_posts) filter (where not is_training), 0) as n_posts,
        coalesce(max(n_posts) filter (where is_training), 0) as n_training_posts,
        max(value_median) filter (where not is_training) as new_median,
        max(value_low) filter (where not is_training) as new_low,
        max(value_high) filter (where not is_training) as new_high,
        max(value_median) filter (where is_training) as old_median,
        max(value_low) filter (where is_training) as old_low,
        max(value_high) filter (where is_training) as old_high

    from sides

    group by all

)

select
    export_date,
    source_format,
    measure,
    n_posts,
    n_training_posts,
    new_median / old_median as level_ratio,
    {{ ratio_low("new", "old") }} as ci_low,
    {{ ratio_high("new", "old") }} as ci_high

from paired
