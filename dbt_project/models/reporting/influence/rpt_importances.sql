select
    target,
    feature,
    {{ in_words("'group ' || feature") }} as feature_words,
    measure,
    {{ in_words("measure") }} as measure_words,
    value,
    ci_low,
    ci_high,
    n_posts,
    n_accounts,
    case
        when ci_low > 0 then 'helps'
        when ci_high < 0 then 'hurts'
        else 'within noise'
    end as finding

from {{ ref("feature_influence") }}

where measure in ('permutation_importance', 'drop_group_loss')
