-- Every post of the accounts that are fitted on, every target: the probability from model_terms in
-- SQL against predict_proba.
with

predictions as (

    select
        predictions.post_id,
        predictions.target,
        predictions.p_high

    from {{ ref("post_predictions") }} as predictions

    inner join {{ ref("posts") }} as posts
        on predictions.post_id = posts.post_id

    where {{ is_sampled("posts.account_id", var("max_fit_posts")) }}

)

select
    coalesce(predictions.post_id, scores.post_id) as post_id,
    coalesce(predictions.target, scores.target) as target,
    predictions.p_high,
    scores.p_high as p_high_of_scikit_learn

from predictions

full join {{ ref("logistic_scores") }} as scores
    on
        predictions.post_id = scores.post_id
        and predictions.target = scores.target

where not coalesce(abs(predictions.p_high - scores.p_high) <= 1e-9, false)
