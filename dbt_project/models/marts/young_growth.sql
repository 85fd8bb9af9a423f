-- A band of which this warehouse cannot tell the growth takes it from the reference.
with

known as (

    select
        reference.from_hours,
        measured.share is not null and measured.log_spread is not null as is_own,
        if(is_own, measured.share, reference.share) as share,
        if(is_own, measured.log_spread, reference.log_spread) as log_spread,
        if(is_own, measured.basis, 'reference') as basis

    from {{ ref("reference_growth") }} as reference

    left join {{ ref("growth_curve") }} as measured
        on
            reference.from_hours = measured.from_hours
            and measured.media_type = 'all'

)

select
    known.from_hours,
    least(bands.to_hours, 24 * {{ var("label_maturity_days") }}) as to_hours,
    known.share,
    known.log_spread,
    -- The count of a young post is an old one's with noise of its own.
    pow(old.log_spread, 2) / (pow(old.log_spread, 2) + pow(known.log_spread, 2)) as weight,
    known.basis

from known

inner join {{ ref("age_bands") }} as bands
    on known.from_hours = bands.from_hours

cross join (
    select reference.log_spread
    from {{ ref("reference_growth") }} as reference
    inner join {{ ref("age_bands") }} as last_band
        on reference.from_hours = last_band.from_hours and last_band.is_final
) as old

where known.from_hours < 24 * {{ var("label_maturity_days") }} and not bands.is_final
