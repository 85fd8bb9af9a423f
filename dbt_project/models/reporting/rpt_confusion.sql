select *

from {{ ref("confusion_matrix") }}

where protocol = 'by_time' and classifier = 'logistic_regression'
