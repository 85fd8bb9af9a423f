-- Sums that run through time: a window for each post would ask all posts before it. Sums of
-- decimals are exact in any order (see the macro `exact`).
with

rated as (

    select
        posted_at,
        is_mature,
        {{ exact("ln(n_judged_likes + n_judged_comments + 1)") }} as log_engagement,
        {{ exact("ln((n_judged_likes + n_judged_comments + 1) / nullif(n_followers, 0))") }}
            as log_rate

    from {{ ref("int_posts") }}

),

moments as (

    select
        posted_at,
        sum(log_rate) as total,
        count(log_rate) as n_rates,
        coalesce(sum(log_rate) filter (where is_mature), 0) as mature_total,
        count(log_rate) filter (where is_mature) as n_mature_rates,
        coalesce(sum(log_engagement) filter (where is_mature), 0) as mature_engagement,
        count(log_engagement) filter (where is_mature) as n_mature_posts

    from rated

    group by all

)

select
    posted_at,
    cast(sum(total) over until_then as double) / nullif(sum(n_rates) over until_then, 0)
        as mean_log_rate,
    cast(sum(mature_total) over until_then as double)
    / nullif(sum(n_mature_rates) over until_then, 0) as mean_mature_log_rate,
    cast(sum(mature_engagement) over until_then as double)
    / nullif(sum(n_mature_posts) over until_then, 0) as mean_mature_log_engagement

from moments

window until_then as (order by posted_at)
