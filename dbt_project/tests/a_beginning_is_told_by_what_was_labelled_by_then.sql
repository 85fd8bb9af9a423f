-- By the label maturity at least, so that every training label was known when the first post
-- that is told went up; and by as many posts as are said.
select
    n_earlier_posts,
    account_id,
    n_skipped_posts,
    max(posted_at) filter (where role = 'train') as last_training_post_at,
    min(posted_at) filter (where role = 'test') as first_test_post_at,
    count(*) filter (where role = 'train') as n_training_posts,
    count(*) filter (where role = 'test') as n_told_posts

from {{ ref("learning_curve_posts") }}

group by all

having
    last_training_post_at + interval {{ var("label_maturity_days") }} day
    > first_test_post_at
    or n_training_posts != n_earlier_posts
    or n_told_posts not between 1 and {{ var("learning_curve_told") }}
