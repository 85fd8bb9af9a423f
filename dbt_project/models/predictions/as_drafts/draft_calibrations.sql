select
    target,
    fit,
    form,
    intercept,
    slope,
    intercept_variance,
    slope_variance,
    covariance,
    nullif(gain, cast('nan' as double)) as gain,
    nullif(gain_std_error, cast('nan' as double)) as gain_std_error,
    n_posts,
    n_accounts

from {{ ref("calibration_results") }}
