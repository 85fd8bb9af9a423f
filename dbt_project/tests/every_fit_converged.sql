select *

from {{ ref("model_fits") }}

where not is_converged
