select
    column_name,
    n_missing,
    n_missing / n_posts as missing_share

from (
    unpivot (
        select
            count(*) as n_posts,
            count(*) filter (where caption = '') as caption,
            count(*) filter (where n_likes is null) as n_likes,
            count(*) filter (where n_comments is null) as n_comments,
            count(*) filter (where media_type is null) as media_type,
            count(*) filter (where n_followers is null) as n_followers,
            count(*) filter (where n_following is null) as n_following,
            count(*) filter (where engagement_rate is null) as engagement_rate,
            count(*) filter (where not has_location) as location
        from {{ ref("posts") }}
    )
    on caption, n_likes, n_comments, media_type, n_followers, n_following, engagement_rate, location
    into name column_name value n_missing
)

-- Most exports have these of every post.
where n_missing > 0 or column_name not in ('n_likes', 'n_comments', 'media_type')
