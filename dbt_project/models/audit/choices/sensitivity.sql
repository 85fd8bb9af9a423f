with

-- Other maturities let other posts in: an AUC on other posts moves with them as well.
shared as (

    select
        labels.setting,
        labels.setting_value,
        labels.target,
        count(evaluated.post_id) as n_shared_posts

    from {{ ref("sensitivity_labels") }} as labels

    left join {{ ref("evaluation_labels") }} as evaluated
        on
            labels.post_id = evaluated.post_id
            and labels.target = evaluated.target
            and labels.role = evaluated.role
            and evaluated.protocol = 'by_time'

    where labels.role = 'test'

    group by all

)

select
    results.target,
    results.setting,
    results.setting_value,
    nullif(results.roc_auc, cast('nan' as double)) as roc_auc,
    nullif(results.ci_low, cast('nan' as double)) as ci_low,
    nullif(results.ci_high, cast('nan' as double)) as ci_high,
    results.n_posts,
    -- The settings that are not in sensitivity_labels test the evaluation's own posts.
    coalesce(shared.n_shared_posts, results.n_posts) as n_shared_posts,
    results.n_accounts

from {{ ref("sensitivity_results") }} as results

left join shared
    on
        results.setting = shared.setting
        and results.setting_value = shared.setting_value
        and results.target = shared.target
