-- Name and followers as the account's newest post carries them; format, weekday and hour (UTC) as
-- most of its posts have them.
select
    account_id,
    count(*) as n_posts,
    arg_max(account_name, (posted_at, post_id)) as account_name,
    arg_max(n_followers, (posted_at, post_id)) as n_followers,
    arg_max(n_following, (posted_at, post_id)) as n_following,
    mode(media_type order by posted_at) as usual_media_type,
    mode(isodow(posted_at) order by posted_at) as usual_weekday,
    mode(hour(posted_at) order by posted_at) as usual_hour,
    min(posted_at) as first_posted_at,
    max(posted_at) as last_posted_at

from {{ ref("int_posts") }}

group by all
