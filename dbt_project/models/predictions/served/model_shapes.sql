select
    target,
    fit,
    feature,
    nullif(above, cast('nan' as double)) as above,
    nullif(up_to, cast('nan' as double)) as up_to,
    contribution

from {{ ref("fitted_curves") }}
