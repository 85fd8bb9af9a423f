-- Every draft as planned and with one thing changed, with the standardised features in the
-- order of model_covariances, from which the intervals are computed.
with

contributions as (

    {{ select_contributions(ref("draft_features"), "serving") }}

),

scored as (

    select
        post_id,
        target,
        fit,
        {{ log_odds_of("contribution") }} as log_odds,
        list(standardised order by position) as standardised

    from contributions

    group by all

)

select
    variants.draft_id,
    variants.change,
    variants.alternative,
    scored.target,
    scored.fit,
    scored.log_odds,
    {{ probability_of("scored.log_odds") }} as p_high,
    scored.standardised

from scored

inner join {{ ref("int_draft_variants") }} as variants
    on scored.post_id = variants.post_id
