select
    curve.*,
    bands.words as age_words,
    if(curve.media_type = 'all', 'all posts', {{ in_words("curve.media_type") }}) as media_words,
    if(curve.media_type = 'all', 0, {{ word_position("curve.media_type") }}) as media_position,
    cast({{ var("growth_min_posts") }} as bigint) as n_needed,
    24 * {{ var("label_maturity_days") }} >= curve.from_hours
    and 24 * {{ var("label_maturity_days") }} < curve.to_hours as is_label_age

from {{ ref("growth_curve") }} as curve

inner join {{ ref("age_bands") }} as bands
    on curve.from_hours = bands.from_hours
