with

size as (

    select count(*) as n_posts

    from {{ ref("split_labels") }}

    where protocol = 'serving' and target = 'above_own_usual'

)

select split_labels.*

from {{ ref("split_labels") }} as split_labels

cross join size

-- Whole accounts: half an account would be half a history.
where
    {{ bucket("split_labels.account_id", "evaluation", 10000) }}
    < 10000 * {{ var("evaluation_max_posts") }} / greatest(size.n_posts, 1)
