-- Headings of what the model goes by: only what lies beyond noise is named.
with

coefficients as (

    select
        count(*) as n_terms,
        count(*) filter (where finding in ('raises', 'lowers')) as n_beyond_noise,
        arg_max(term_words, magnitude) filter (where finding in ('raises', 'lowers'))
            as strongest

    from {{ ref("rpt_coefficients") }}

    where target = 'above_own_usual'

),

fits as (

    select
        max(n_posts) as n_posts,
        max(n_accounts) as n_accounts

    from {{ ref("model_fits") }}

    where target = 'above_own_usual' and fit = 'evaluation'

),

importances as (

    select
        count(*) as n_groups,
        arg_max(feature_words, value) filter (where ci_low > 0) as strongest,
        max(value) filter (where ci_low > 0) as largest_value,
        count(*) filter (where ci_low > 0) as n_helping,
        max(n_posts) as n_posts,
        max(n_accounts) as n_accounts

    from {{ ref("rpt_importances") }}

    where
        target = 'above_own_usual'
        and measure = 'permutation_importance'
        and value is not null

)

select
    'coefficients' as name,
    case
        when n_terms = 0 then 'Nothing was fitted'
        when n_beyond_noise = 0 then 'No term of the regression lies beyond noise'
        else
            n_beyond_noise || ' of ' || n_terms || ' terms lie beyond noise, first of all: '
            || strongest
    end as finding,
    n_posts,
    n_accounts

from coefficients

cross join fits

union all

select
    'importances' as name,
    case
        when n_groups = 0 then 'Not known yet'
        when n_helping = 0 then 'No group of features counts beyond noise'
        else
            'Above all ' || strongest || ' (' || n_helping || ' of ' || n_groups
            || ' groups beyond noise): shuffled among posts, that costs '
            || {{ as_decimal("largest_value") }} || ' of AUC'
    end as finding,
    n_posts,
    n_accounts

from importances
