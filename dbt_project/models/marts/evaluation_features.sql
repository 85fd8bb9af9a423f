select features.*

from {{ ref("post_features") }} as features

inner join {{ ref("posts") }} as posts
    on features.post_id = posts.post_id

where {{ is_evaluated("posts.account_id") }}
