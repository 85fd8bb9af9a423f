select
    posts.post_id,
    (posts.n_judged_likes + posts.n_judged_comments) / growth.share as final_engagements,
    growth.weight

from {{ ref("int_posts") }} as posts

inner join {{ ref("young_growth") }} as growth
    on
        24 * {{ days_between("posts.posted_at", "posts.judged_at") }} >= growth.from_hours
        and 24 * {{ days_between("posts.posted_at", "posts.judged_at") }} < growth.to_hours

where not posts.is_mature and posts.n_judged_likes + posts.n_judged_comments is not null
