-- Wilson's interval of each observed share, as if posts were independent: it ends within
-- [0, 1] even where a bin holds few posts.
with

bins as (

    select
        *,
        1.96 * 1.96 / n_posts as z2_per_post

    from {{ ref("calibration_bins") }}

    where protocol = 'by_time' and classifier = 'served'

),

wilson as (

    select
        *,
        (high_share + z2_per_post / 2) / (1 + z2_per_post) as middle,
        1.96
        * sqrt(high_share * (1 - high_share) / n_posts + z2_per_post / (4 * n_posts))
        / (1 + z2_per_post) as half_width

    from bins

)

select
    * exclude (z2_per_post, middle, half_width),
    greatest(middle - half_width, 0) as ci_low,
    least(middle + half_width, 1) as ci_high

from wilson
