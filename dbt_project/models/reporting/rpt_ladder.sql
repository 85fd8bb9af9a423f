select * from {{ ref("leakage_ladder") }}
