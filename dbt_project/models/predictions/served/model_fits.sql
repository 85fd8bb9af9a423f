with

thresholds as (

    select
        target,
        case protocol when 'by_time' then 'evaluation' when 'serving' then 'serving' end
            as training,
        threshold

    from {{ ref("split_thresholds") }}

    where protocol in ('by_time', 'serving')

),

available as (

    select
        target,
        case protocol when 'by_time' then 'evaluation' when 'serving' then 'serving' end
            as training,
        count(*) as n_available

    from {{ ref("split_labels") }}

    where protocol in ('by_time', 'serving') and role = 'train'

    group by all

),

fits as (

    select
        target,
        fit,
        md5({{ joined("term || coefficient", ["term"]) }}) as terms_hash,
        any_value(n_posts) as n_posts,
        any_value(n_accounts) as n_accounts,
        any_value(n_high) as n_high,
        any_value(n_iterations) as n_iterations,
        any_value(base_rate) as base_rate,
        any_value(inverse_penalty) as inverse_penalty,
        any_value(share_own) as share_own,
        any_value(is_fitted) as is_fitted,
        any_value(is_converged) as is_converged

    from {{ ref("logistic_terms") }}

    group by all

),

-- How much shapes count, as every row of a fit's curves repeats it.
shapes as (

    select
        target,
        fit,
        md5({{ joined(
            "feature || contribution || weight || line_intercept || line_slope",
            ["feature", "above"]
        ) }}) as shapes_hash,
        any_value(weight) as weight,
        any_value(line_intercept) as line_intercept,
        any_value(line_slope) as line_slope,
        any_value(gain) as gain

    from {{ ref("fitted_curves") }}

    group by all

)

select
    fits.target,
    fits.fit,
    -- Equal coefficients, equal name: an unchanged model is recognisable.
    fits.fit || '-' || left(
        if(shapes.weight > 0, md5(fits.terms_hash || shapes.shapes_hash), fits.terms_hash), 12
    ) as model_id,
    cast(fits.n_posts as bigint) as n_posts,
    cast(coalesce(available.n_available, 0) as bigint) as n_available,
    cast(fits.n_accounts as bigint) as n_accounts,
    cast(fits.n_high as bigint) as n_high,
    cast(fits.n_iterations as bigint) as n_iterations,
    fits.base_rate,
    thresholds.threshold,
    nullif(fits.inverse_penalty, cast('nan' as double)) as inverse_penalty,
    fits.share_own,
    coalesce(shapes.weight, 0) as shapes_weight,
    coalesce(shapes.line_intercept, 0) as margin_intercept,
    coalesce(shapes.line_slope, 1) as margin_slope,
    coalesce(shapes.gain, 0) as shapes_gain,
    fits.is_fitted,
    fits.is_converged

from fits

left join shapes
    on
        fits.target = shapes.target
        and fits.fit = shapes.fit

left join thresholds
    on
        fits.target = thresholds.target
        and replace(fits.fit, '_cold_start', '') = thresholds.training

left join available
    on
        fits.target = available.target
        and replace(fits.fit, '_cold_start', '') = available.training
