-- Every post, every target: the probability from model_terms in SQL against predict_proba.
select
    coalesce(predictions.post_id, scores.post_id) as post_id,
    coalesce(predictions.target, scores.target) as target,
    predictions.p_high,
    scores.p_high as p_high_of_scikit_learn

from {{ ref("post_predictions") }} as predictions

full join {{ ref("logistic_scores") }} as scores
    on
        predictions.post_id = scores.post_id
        and predictions.target = scores.target

where not coalesce(abs(predictions.p_high - scores.p_high) <= 1e-9, false)
