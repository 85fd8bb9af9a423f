select * from {{ ref("guards") }}
