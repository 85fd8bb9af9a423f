with

expected as (

    select
        posts.post_id,
        targets.target

    from {{ ref("posts") }} as posts

    cross join (values ('above_median'), ('above_own_usual')) as targets (target)

)

select
    expected.post_id,
    expected.target

from expected

left join {{ ref("post_labels") }} as labels
    on expected.post_id = labels.post_id and expected.target = labels.target

left join {{ ref("post_predictions") }} as predictions
    on expected.post_id = predictions.post_id and expected.target = predictions.target

left join {{ ref("post_features") }} as features
    on expected.post_id = features.post_id

where labels.post_id is null or predictions.post_id is null or features.post_id is null
