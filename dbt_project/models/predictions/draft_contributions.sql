-- Features that say the same thing (two coordinates of one hour) count as one concept.
with

summed as (

    select
        scores.draft_id,
        scores.target,
        concepts.concept,
        any_value(scores.log_odds) as log_odds,
        any_value(scores.p_high) as p_high,
        sum(scores.standardised[terms.position] * terms.coefficient) as contribution

    from {{ ref("draft_scores") }} as scores

    inner join {{ ref("model_terms") }} as terms
        on
            scores.target = terms.target
            and scores.fit = terms.fit

    inner join {{ ref("feature_concepts") }} as concepts
        on terms.term = concepts.column_name

    where scores.change = 'as planned'

    group by all

)

select
    draft_id,
    target,
    concept,
    contribution,
    p_high - {{ probability_of("log_odds - contribution") }} as difference,
    -- What everyone's posts got of late is the same for all drafts of a day: no reason.
    row_number() over (
        partition by draft_id, target, contribution > 0, concept = 'baseline'
        order by abs(contribution) desc, concept
    ) as position,
    concept = 'baseline' as is_baseline

from summed
