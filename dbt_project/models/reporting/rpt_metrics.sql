select * from {{ ref("model_metrics") }}
