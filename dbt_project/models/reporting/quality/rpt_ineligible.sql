with

counted as (

    select
        target,
        ineligible_reason as reason,
        count(*) as n_posts

    from {{ ref("post_labels") }}

    where not is_eligible

    group by all

)

select
    *,
    {{ in_words("target") }} as target_words

from counted
