with

called as (

    select
        target,
        protocol,
        classifier,
        case when is_high then 'high' else 'low' end as actual,
        case when p_high >= {{ var("decision_threshold") }} then 'high' else 'low' end
            as predicted

    from {{ ref("classifier_scores") }}

)

select
    target,
    protocol,
    classifier,
    actual,
    predicted,
    count(*) as n_posts

from called

group by all
