-- Name and followers as the account's newest post carries them; format, weekday and hour (UTC) as
-- most of its posts have them.
select
    account_id,
    count(*) as n_posts,
    {{ value_at_last("account_name", ["posted_at", "post_id"]) }} as account_name,
    {{ value_at_last("n_followers", ["posted_at", "post_id"]) }} as n_followers,
    {{ value_at_last("n_following", ["posted_at", "post_id"]) }} as n_following,
    {{ most_frequent("media_type", "posted_at") }} as usual_media_type,
    cast({{ most_frequent(weekday_number("posted_at"), "posted_at") }} as bigint) as usual_weekday,
    cast({{ most_frequent("hour(posted_at)", "posted_at") }} as bigint) as usual_hour,
    min(posted_at) as first_posted_at,
    max(posted_at) as last_posted_at

from {{ ref("int_posts") }}

group by all
