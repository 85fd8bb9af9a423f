select * from {{ ref("int_posts") }}
