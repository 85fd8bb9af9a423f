-- The served model stays below the ceiling and at chance on permuted labels.
select *

from {{ ref("guards") }}

where is_caught and not is_planted
