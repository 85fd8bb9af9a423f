select * from {{ ref("variance_shares") }}
