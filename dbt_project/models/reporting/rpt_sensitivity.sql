select * from {{ ref("sensitivity") }}
