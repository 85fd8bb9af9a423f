-- Sums that run through time: a window for each post would ask all posts before it. Sums of
-- decimals are exact in any order (see the macro `exact`).
{%- set numbers = ["log_rate", "mature_log_rate", "log_engagement", "mature_log_engagement"] %}

with

posts as (

    select
        posted_at,
        {{ exact("ln(n_judged_likes + n_judged_comments + 1)") }} as log_engagement,
        {{ exact("ln((n_judged_likes + n_judged_comments + 1) / nullif(n_followers, 0))") }}
            as log_rate,
        case when is_mature then log_engagement end as mature_log_engagement,
        case when is_mature then log_rate end as mature_log_rate

    from {{ ref("int_posts") }}

),

moments as (

    select
        posted_at,
        {% for number in numbers %}
            sum({{ number }}) as total_{{ number }},
            count({{ number }}) as n_{{ number }}{% if not loop.last %},{% endif %}
        {% endfor %}

    from posts

    group by posted_at

)

select
    posted_at,
    {% for number in numbers %}
        cast(sum(total_{{ number }}) over until_then as double)
        / nullif(sum(n_{{ number }}) over until_then, 0)
            as mean_{{ number }}{% if not loop.last %},{% endif %}
    {% endfor %}

from moments

window until_then as (order by posted_at)
