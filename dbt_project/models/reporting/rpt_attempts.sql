select * from {{ ref("model_attempts") }}
