-- Every figure that a claim is judged by, one row of them, so that the claims below read
-- as sentences.
with

notebook as (

    select
        {{ correlation("n_followers", "n_likes") }} as followers_likes,
        {{ correlation("n_followers", "n_comments") }} as followers_comments,
        {{ correlation("n_likes", "n_comments") }} as likes_comments,
        avg(engagement_rate order by engagement_rate) filter (where not is_video) as image_rate,
        avg(engagement_rate order by engagement_rate) filter (where is_video) as video_rate,
        avg(engagement_rate order by engagement_rate) filter (where is_multiple) as several_rate,
        avg(engagement_rate order by engagement_rate) filter (where not is_multiple) as single_rate

    from {{ ref("notebook_records") }}

),

ranked as (

    select
        rank() over (order by n_followers) as followers_rank,
        rank() over (order by n_likes) as likes_rank,
        rank() over (order by n_comments) as comments_rank

    from {{ ref("posts") }}

    where n_followers is not null and n_likes is not null and n_comments is not null

),

ranks as (

    select
        {{ correlation("followers_rank", "likes_rank") }} as followers_likes_rank,
        {{ correlation("followers_rank", "comments_rank") }} as followers_comments_rank,
        {{ correlation("likes_rank", "comments_rank") }} as likes_comments_rank

    from ranked

),

formats as (

    select
        max(value) filter (where format = 'image' and statistic = 'mean') as image_mean,
        max(value) filter (where format = 'video' and statistic = 'mean') as video_mean,
        max(value) filter (where format = 'image' and statistic = 'median') as image_median,
        max(value) filter (where format = 'video' and statistic = 'median') as video_median,
        max(value) filter (where format = 'single' and statistic = 'mean') as single_mean,
        max(value) filter (where format = 'several' and statistic = 'mean') as several_mean,
        max(value) filter (where format = 'single' and statistic = 'median') as single_median,
        max(value) filter (where format = 'several' and statistic = 'median')
            as several_median

    from {{ ref("format_rates") }}

)

select *

from notebook

cross join ranks

cross join formats
