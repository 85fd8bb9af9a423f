-- Sums that run through time: a window for each post would ask all posts before it. Sums of
-- decimals are exact in any order (see the macro `exact`). They run through each day alone, and
-- through the days: no thread, and no worker of a cluster, has to hold all moments.
{%- set numbers = ["log_rate", "mature_log_rate", "log_engagement", "mature_log_engagement"] %}

with

posts as (

    select
        posted_at,
        cast(posted_at as date) as posted_on,
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
        posted_on,
        {% for number in numbers %}
            coalesce(sum({{ number }}), 0) as total_{{ number }},
            count({{ number }}) as n_{{ number }}{% if not loop.last %},{% endif %}
        {% endfor %}

    from posts

    group by posted_at, posted_on

),

days as (

    select
        posted_on,
        {% for number in numbers %}
            sum(total_{{ number }}) as total_{{ number }},
            sum(n_{{ number }}) as n_{{ number }}{% if not loop.last %},{% endif %}
        {% endfor %}

    from moments

    group by posted_on

),

days_before as (

    select
        posted_on,
        {% for number in numbers %}
            coalesce(sum(total_{{ number }}) over earlier, 0) as total_{{ number }},
            coalesce(sum(n_{{ number }}) over earlier, 0) as n_{{ number }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from days

    window earlier as (order by posted_on rows between unbounded preceding and 1 preceding)

)

select
    moments.posted_at,
    {% for number in numbers %}
        cast(
            days_before.total_{{ number }} + sum(moments.total_{{ number }}) over until_then
            as double
        )
        / nullif(days_before.n_{{ number }} + sum(moments.n_{{ number }}) over until_then, 0)
            as mean_{{ number }}{% if not loop.last %},{% endif %}
    {% endfor %}

from moments

inner join days_before
    on moments.posted_on = days_before.posted_on

window until_then as (partition by moments.posted_on order by moments.posted_at)
