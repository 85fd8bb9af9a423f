select
    target,
    feature,
    measure,
    nullif(value, cast('nan' as double)) as value,
    nullif(ci_low, cast('nan' as double)) as ci_low,
    nullif(ci_high, cast('nan' as double)) as ci_high,
    n_posts,
    n_accounts

from {{ ref("influence_results") }}

union all

select
    terms.target,
    terms.term as feature,
    'standardised_coefficient' as measure,
    terms.coefficient as value,
    terms.ci_low,
    terms.ci_high,
    fits.n_posts,
    fits.n_accounts

from {{ ref("model_terms") }} as terms

inner join {{ ref("model_fits") }} as fits
    on
        terms.target = fits.target
        and terms.fit = fits.fit

where terms.fit = 'evaluation' and terms.term != 'intercept'
