-- The k-th smallest of n residuals, k = (n + 1) q, is where the next one lies below with
-- probability q, if it is one like them (split conformal prediction).
with

known as (

    select
        residuals.fit,
        residuals.told,
        residuals.is_first,
        if(residuals.is_first, 'none', bases.history) as history,
        residuals.residual / if(residuals.is_first, 1, features.past_spread) as residual

    from {{ ref("later_residuals") }} as residuals

    inner join {{ ref("expectation_bases") }} as bases
        on residuals.post_id = bases.post_id

    inner join {{ ref("post_features") }} as features
        on residuals.post_id = features.post_id

),

ways as (

    select
        fits.fit,
        told.told,
        reference.history,
        reference.* exclude (history)

    from (select unnest(['evaluation', 'serving']) as fit) as fits

    cross join (select unnest(['known', 'as draft']) as told) as told

    cross join {{ ref("reference_residuals") }} as reference

),

sorted as (

    select
        fit,
        told,
        history,
        list(residual order by residual) as found

    from known

    group by all

    union all

    select
        fit,
        told,
        'any' as history,
        list(residual order by residual) as found

    from known

    where not is_first

    group by all

),

-- A length of history with too few posts takes those of all lengths, then the reference.
chosen as (

    select
        ways.*,
        case
            when len(own.found) >= {{ var("range_min_posts") }} then own.found
            when
                ways.history != 'none'
                and len(pooled.found) >= {{ var("range_min_posts") }}
                then pooled.found
        end as residuals,
        case
            when residuals is null then 'reference'
            when len(own.found) >= {{ var("range_min_posts") }} then 'own'
            else 'own, any history'
        end as basis

    from ways

    left join sorted as own
        on
            ways.fit = own.fit
            and ways.told = own.told
            and ways.history = own.history

    left join sorted as pooled
        on
            ways.fit = pooled.fit
            and ways.told = pooled.told
            and pooled.history = 'any'

)

select
    fit,
    told,
    history,
    basis,
    cast(coalesce(len(residuals), 0) as bigint) as n_posts,
    {% for name, share in {
        "q025": 0.025, "q10": 0.1, "q50": 0.5, "q90": 0.9, "q975": 0.975,
    }.items() %}
        coalesce({{ next_below("residuals", share) }}, {{ name }}) as {{ name }}
        {%- if not loop.last %},{% endif %}
    {% endfor %}

from chosen
