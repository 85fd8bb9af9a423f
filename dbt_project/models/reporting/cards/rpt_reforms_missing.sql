with

described as (

    select
        labels.is_high,
        posts.n_followers is null as followers,
        posts.caption = '' as caption,
        not posts.has_location as place,
        posts.media_type is null as format

    from {{ ref("posts") }} as posts

    inner join {{ ref("post_labels") }} as labels
        on
            posts.post_id = labels.post_id
            and labels.target = 'above_own_usual'

)

select
    column_name,
    avg(if(is_missing, 1.0, 0.0)) as missing_share,
    avg(if(is_missing, 1.0, 0.0)) filter (where is_high) as high_missing_share,
    avg(if(is_missing, 1.0, 0.0)) filter (where not is_high) as low_missing_share

from (
    unpivot described on followers, caption, place, format into name column_name value is_missing
)

group by all
