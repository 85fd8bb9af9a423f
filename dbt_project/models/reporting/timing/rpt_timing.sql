select
    influence.target,
    {{ in_words("influence.target") }} as target_words,
    influence.measure,
    {{ in_words("influence.measure") }} as measure_words,
    influence.value,
    influence.ci_low,
    influence.ci_high,
    influence.ci_low > 0 as is_beyond_noise,
    case
        when influence.ci_low > 0 then 'helps'
        when influence.ci_high < 0 then 'hurts'
        else 'within noise'
    end as finding

from {{ ref("feature_influence") }} as influence

where
    influence.feature = 'timing'
    and influence.measure in ('drop_group_loss', 'permutation_importance')
