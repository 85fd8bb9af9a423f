-- An export may repeat a post, and so may a later one. The version read last is the newest: by
-- when it was read, which is when its file was unless it says so itself, then by what the file
-- holds; a name decides last, since posts_10 comes before posts_9.
select
    posts.post_id,
    posts.source_file,
    posts.record_number,
    row_number() over (
        partition by posts.post_id
        order by
            coalesce(posts.observed_at, files.observed_at) desc,
            files.last_posted_at desc,
            posts.source_file desc,
            posts.record_number desc
    ) as version_number,
    version_number = 1 as is_newest,
    coalesce(posts.observed_at, files.observed_at) as observed_at

from {{ ref("stg_posts") }} as posts

inner join {{ ref("stg_files") }} as files
    on posts.source_file = files.source_file
