select * from {{ ref("model_fits") }}
