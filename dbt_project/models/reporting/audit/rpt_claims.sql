select * from {{ ref("published_claims") }}
