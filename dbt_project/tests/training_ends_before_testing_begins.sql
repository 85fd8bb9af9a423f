-- By the label maturity at least, so that every training label was known by then.
select
    target,
    protocol,
    fold,
    max(posted_at) filter (where role = 'train') as last_training_post_at,
    min(posted_at) filter (where role = 'test') as first_test_post_at

from {{ ref("split_labels") }}

where protocol in ('by_time', 'by_time_and_account')

group by all

having
    last_training_post_at + interval {{ var("label_maturity_days") }} day
    > first_test_post_at
