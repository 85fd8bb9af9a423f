select * from {{ ref("words") }}
