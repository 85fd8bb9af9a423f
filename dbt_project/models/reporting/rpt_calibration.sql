select *

from {{ ref("calibration_bins") }}

where protocol = 'by_time' and classifier = 'logistic_regression'
