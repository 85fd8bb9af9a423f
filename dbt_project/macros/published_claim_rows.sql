{#- The claims: wording, our figure by the same method, the honest figure, the verdict. Each
    part is an SQL expression over the figures that audit.published_claims gathers. -#}
{% macro published_claims() -%}
    {{ return([
        {
            "claim": "accuracy of the logistic regression",
            "published": "98.9 %",
            "reproduced": as_percent("accuracy_1") ~ " || if(n_test = 0, '', ' (' || n_correct || ' of ' || n_test || ')')",
            "honest": "coalesce(accuracy_text || ' by time', 'not known')",
            "verdict": "case when accuracy_1 is null or served_accuracy is null then 'not measured' when accuracy_1 - served_accuracy > 0.05 then 'leakage' else 'no difference' end",
            "explanation": "The engagement rate is a feature and its median is the label; without leaks the same question is answered far less well. The notebook's solver stops before it converges, so that another machine may tell a post or two otherwise.",
        },
        {
            "claim": "confusion matrix without errors",
            "published": "391 and 358 right, 0 wrong",
            "reproduced": "if(n_test = 0, 'not known', n_correct || ' right, ' || (n_test - n_correct) || ' wrong')",
            "honest": "coalesce(accuracy_text || ' right', 'not known')",
            "verdict": "case when n_test = 0 then 'not measured' when n_test = n_correct then 'reproduced, by leakage' else 'contradicts its own accuracy' end",
            "explanation": "98.9 % of 749 is 741: eight errors, and the method itself makes seven to nine, by machine. A matrix without errors belongs to another run, and its class names are swapped.",
        },
        {
            "claim": "precision and recall are balanced",
            "published": "0.99 and 0.99",
            "reproduced": "'AUC ' || " ~ as_decimal("auc_1", 3),
            "honest": "'balanced accuracy ' || coalesce(balanced_text, 'not known')",
            "verdict": "case when accuracy_1 is null or balanced_text is null then 'not measured' when accuracy_1 - served_accuracy > 0.05 then 'leakage' else 'no difference' end",
            "explanation": "Balance is that of a label split at its own median; later posts are high less often, and the model misses more of them.",
        },
        {
            "claim": "correlations: followers-likes 0.80, followers-comments 0.06, likes-comments 0.23",
            "published": "0.80 / 0.06 / 0.23",
            "reproduced": as_decimal("followers_likes") ~ " || ' / ' || " ~ as_decimal("followers_comments") ~ " || ' / ' || " ~ as_decimal("likes_comments"),
            "honest": "'ranks: ' || " ~ as_decimal("followers_likes_rank") ~ " || ' / ' || " ~ as_decimal("followers_comments_rank") ~ " || ' / ' || " ~ as_decimal("likes_comments_rank"),
            "verdict": "case when not coalesce(isfinite(followers_comments) and isfinite(followers_comments_rank), false) then 'not measured' when abs(followers_comments_rank - followers_comments) > 0.2 then 'misleading' else 'holds' end",
            "explanation": "Computed over repeated records and dominated by a few huge accounts; rank correlations over posts tell how the typical post behaves.",
        },
        {
            "claim": "videos get more engagement",
            "published": "mean rate 0.0280 (video) against 0.0223 (image)",
            "reproduced": as_decimal("video_rate", 4) ~ " || ' against ' || " ~ as_decimal("image_rate", 4),
            "honest": "'medians ' || " ~ as_percent("video_median", 2) ~ " || ' against ' || " ~ as_percent("image_median", 2) ~ " || '; within accounts ' || coalesce(video_text, 'not known')",
            "verdict": "case when video_rate is null or image_rate is null then 'not measured' when is_video_better then 'holds' when video_median < image_median and video_rate > image_rate then 'reversed by the median' else 'not supported' end",
            "explanation": "A few viral videos lift the mean. Within an account the share of high posts among videos is compared with that among its images.",
        },
        {
            "claim": "posts with several images get slightly more",
            "published": "slightly more",
            "reproduced": "'mean rate ' || " ~ as_decimal("several_rate", 4) ~ " || ' against ' || " ~ as_decimal("single_rate", 4),
            "honest": "'medians ' || " ~ as_percent("several_median", 2) ~ " || ' against ' || " ~ as_percent("single_median", 2) ~ " || '; within accounts ' || coalesce(several_text, 'not known')",
            "verdict": "case when several_rate is null or single_rate is null then 'not measured' when is_several_better then 'holds within accounts' when (several_rate > single_rate) != (several_median > single_median) then 'mean and median disagree' else 'not supported' end",
            "explanation": "Mean and median are both shown, over posts; the comparison within accounts is against single images.",
        },
        {
            "claim": "the number of followers alone does not decide",
            "published": "stated",
            "reproduced": "'correlation of followers and likes ' || " ~ as_decimal("followers_likes"),
            "honest": "'AUC ' || coalesce(followers_text, 'not known') || ' by time'",
            "verdict": "case when followers_auc is null then 'not measured' when followers_auc < 0.6 then 'holds' else 'not supported' end",
            "explanation": "A classifier that sees followers alone is measured beside the others. (The rate divides by followers, so size cancels out.)",
        },
        {
            "claim": "timing, content type and format are significant",
            "published": "significant",
            "reproduced": "'no test is reported'",
            "honest": "'AUC lost without: ' || coalesce(groups_text, 'not known')",
            "verdict": "case when groups_text is null then 'not measured' when is_every_group_useful then 'holds' else 'mostly within noise' end",
            "explanation": "Each group of features is left out of the served model; the account's history carries nearly all of the prediction.",
        },
        {
            "claim": "the random forest overfits",
            "published": "stated",
            "reproduced": "'not reported on unseen posts'",
            "honest": "'AUC ' || coalesce(forest_text, 'not known') || ' by time, against ' || coalesce(auc_text, 'not known')",
            "verdict": "case when forest_auc is null then 'not measured' when abs(forest_auc - served_auc) < 0.02 then 'not supported' when forest_auc < served_auc then 'holds' else 'reversed' end",
            "explanation": "On later posts, without the leak, forest and regression are compared on the same rows.",
        },
        {
            "claim": "engagement can be predicted before posting",
            "published": "yes",
            "reproduced": "'its features include likes and comments, known only afterwards'",
            "honest": "'AUC ' || coalesce(auc_text, 'not known') || ', of which beyond the account''s history ' || coalesce(lift_text, 'not known')",
            "verdict": "case when auc_text is null then 'not measured' else 'partly' end",
            "explanation": "Which account posts says most of it; what the post is adds little, and its causes are not shown.",
        },
    ]) }}
{%- endmacro %}

{% macro published_claim_rows() -%}
    {% for claim in published_claims() %}
        {{ "union all" if not loop.first }}
        select
            cast({{ loop.index }} as bigint) as position,
            {{ sql_text(claim.claim) }} as claim,
            {{ sql_text(claim.published) }} as published,
            {{ claim.reproduced }} as reproduced,
            {{ claim.honest }} as honest,
            {{ claim.verdict }} as verdict,
            {{ sql_text(claim.explanation) }} as explanation
        from known
    {% endfor %}
{%- endmacro %}
