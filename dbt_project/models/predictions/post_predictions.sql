with

-- A feature's value times its coefficient, both on the standardised scale.
contributions as (

    select
        long.post_id,
        terms.target,
        terms.fit,
        terms.coefficient * (long.value - terms.mean) / terms.scale as contribution

    from (
        unpivot (
            select
                post_id,
                cast(columns(* exclude (post_id)) as double),
                cast(1 as double) as intercept,
                -- A post without history is scored by the fit that knows none.
                case when has_history then 'evaluation' else 'evaluation_cold_start' end
                    as fit
            from {{ ref("post_features") }}
        )
        on columns(* exclude (post_id, fit))
        into name term value value
    ) as long

    inner join {{ ref("model_terms") }} as terms
        on
            long.term = terms.term
            and long.fit = terms.fit

),

scored as (

    select
        post_id,
        target,
        fit,
        -- Decimals add up to the same probability in whatever order they come.
        1 / (1 + exp(-cast(sum(cast(contribution as decimal(38, 15))) as double))) as p_high

    from contributions

    group by all

)

select
    scored.post_id,
    scored.target,
    fits.model_id,
    scored.p_high,
    scored.p_high >= {{ var("decision_threshold") }} as is_predicted_high,
    labels.is_high,
    coalesce(splits.role = 'train', false) as is_in_sample,
    not fits.is_fitted as is_base_rate

from scored

inner join {{ ref("model_fits") }} as fits
    on
        scored.target = fits.target
        and scored.fit = fits.fit

inner join {{ ref("post_labels") }} as labels
    on
        scored.post_id = labels.post_id
        and scored.target = labels.target

left join {{ ref("post_splits") }} as splits
    on
        scored.post_id = splits.post_id
        and scored.target = splits.target
        and splits.protocol = 'by_time'
