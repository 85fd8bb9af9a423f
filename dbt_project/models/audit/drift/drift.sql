with

measures as (

    select
        export_date,
        source_format,
        measure,
        'level' as kind,
        n_posts,
        n_training_posts,
        level_ratio as value,
        ci_low,
        ci_high,
        cast(null as double) as expected_by_chance,
        cast(null as double) as reached_by_chance,
        ci_low > {{ var("drift_level") }} or ci_high < 1 / {{ var("drift_level") }} as is_far

    from {{ ref("level_drift") }}

    union all by name

    select
        export_date,
        source_format,
        measure,
        if(measure = 'media_mix', 'mix', 'feature') as kind,
        n_posts,
        n_training_posts,
        stability_index as value,
        n_bins - 1 as degrees,
        1.0 / nullif(n_posts, 0) + 1.0 / nullif(n_training_posts, 0) as noise,
        degrees * noise as expected_by_chance,
        -- The 99.9 % quantile of chi square, by Wilson and Hilferty (1931).
        2.0 / (9 * nullif(degrees, 0)) as spread,
        noise * coalesce(degrees * pow(1 - spread + 3.090232 * sqrt(spread), 3), 0)
            as reached_by_chance,
        value >= greatest({{ var("drift_psi") }}, reached_by_chance) as is_far

    from {{ ref("feature_drift") }}

),

judged as (

    select
        measures.*,
        -- What looks back on an account moves with every export: there is more to look back on.
        coalesce(declared.reason, '') not like '%older than the history lag%' as is_counted,
        case
            when
                least(measures.n_posts, measures.n_training_posts) < {{ var("drift_min_posts") }}
                or measures.value is null
                then 'too few posts'
            when measures.is_far then 'shifted'
            else 'steady'
        end as verdict

    from measures

    left join {{ ref("feature_availability") }} as declared
        on measures.kind = 'feature' and measures.measure = declared.column_name

)

select
    export_date,
    source_format,
    measure,
    kind,
    value,
    ci_low,
    ci_high,
    expected_by_chance,
    reached_by_chance,
    n_posts,
    n_training_posts,
    verdict,
    is_counted,
    bool_or(verdict = 'shifted' and is_counted) over (partition by export_date, source_format)
        as is_refit_due

from judged
