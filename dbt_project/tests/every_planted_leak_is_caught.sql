-- A guard that misses a feature computed from the label would miss a real leak.
select *

from {{ ref("guards") }}

where is_planted and not is_caught
