select
    target,
    feature,
    {{ in_words("feature") }} as feature_words,
    measure,
    {{ in_words("measure") }} as measure_words,
    value,
    ci_low,
    ci_high,
    n_posts,
    n_accounts,
    case
        when value is null then 'not identified by this data'
        when ci_low > 0 then 'more often high'
        when ci_high < 0 then 'less often high'
        else 'no difference beyond noise'
    end as finding

from {{ ref("feature_influence") }}

where measure in ('raw_difference', 'within_account_effect')
