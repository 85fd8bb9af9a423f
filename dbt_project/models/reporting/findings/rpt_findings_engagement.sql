-- Headings of how engagement is spread.
with

posts as (

    select
        count(n_likes + n_comments) as n_posts,
        count(distinct account_id) filter (where n_likes + n_comments is not null)
            as n_accounts,
        count(engagement_rate) as n_rated,
        count(distinct account_id) filter (where engagement_rate is not null)
            as n_rated_accounts,
        median(engagement_rate) as median_rate,
        quantile_cont(engagement_rate, 0.9) as high_rate,
        median(n_likes + n_comments) as median_engagements,
        quantile_cont(n_likes + n_comments, 0.9) as high_engagements,
        any_value(overview.top_tenth_share) as top_tenth_share

    from {{ ref("posts") }} as posts

    cross join {{ ref("rpt_overview") }} as overview

),

correlations as (

    select
        max(correlation) filter (where kind like 'as published%') as published,
        max(correlation) filter (where kind like 'ranks%') as ranked

    from {{ ref("rpt_correlations") }}

    where row_name = 'followers' and column_name = 'comments'

)

select
    'engagement' as name,
    case
        when n_posts = 0 then 'No likes and comments are known: hidden, or not in the export'
        when n_posts < 10 then 'Too few posts to tell how engagement is spread'
        else
            coalesce(
                'A tenth of the posts gets ' || format('{:.0f} %', 100 * top_tenth_share)
                || ' of all likes and comments',
                'No likes, no comments'
            )
    end as finding,
    n_posts,
    n_accounts

from posts

union all

select
    'distributions' as name,
    case
        when n_posts = 0 then 'How engagement is spread cannot be told'
        when median_rate is null
            then
                'Half of the posts get up to ' || {{ as_count("median_engagements") }}
                || ' likes and comments; one in ten more than '
                || {{ as_count("high_engagements") }}
        else
            'Half of the posts stay below ' || {{ as_percent("median_rate", 2) }}
            || '; one in ten exceeds ' || {{ as_percent("high_rate", 1) }}
    end as finding,
    n_posts,
    n_accounts

from posts

union all

select
    'correlations' as name,
    coalesce(
        'Followers and comments correlate at '
        || coalesce(format('{:.2f}', published) || ' as published, at ', '')
        || format('{:.2f}', ranked) || ' by rank',
        'Nothing to correlate: no followers, or all the same'
    ) as finding,
    n_rated as n_posts,
    n_rated_accounts as n_accounts

from correlations

cross join posts
