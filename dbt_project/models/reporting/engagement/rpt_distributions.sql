-- Histograms with a quarter of a decade to a bin; zeros stand apart.
with

long as (

    unpivot (
        select
            post_id,
            engagement_rate,
            cast(n_likes as double) as n_likes,
            cast(n_comments as double) as n_comments
        from {{ ref("posts") }}
    )
    on engagement_rate, n_likes, n_comments
    into name measure value value

)

select
    measure,
    case when value > 0 then pow(10, floor(log10(value) * 4) / 4) else 0 end as bin_low,
    case when value > 0 then pow(10, (floor(log10(value) * 4) + 1) / 4) else 0 end as bin_high,
    count(*) as n_posts

from long

group by all
