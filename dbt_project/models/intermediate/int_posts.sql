-- A post shows its newest counts; its label judges those of the first reading that was late enough.
with

-- What each reading of an account shows of it, from its oldest to its newest post there.
spans as (

    select
        account_id,
        source_format,
        observed_at,
        min(posted_at) as first_posted_at,
        max(posted_at) as last_posted_at

    from {{ ref("int_post_versions") }}

    group by all

),

missing as (

    select distinct newest.post_id

    from {{ ref("int_post_versions") }} as newest

    inner join spans
        on
            newest.account_id = spans.account_id
            and newest.source_format = spans.source_format
            and newest.observed_at < spans.observed_at
            and newest.posted_at between spans.first_posted_at and spans.last_posted_at

    where newest.is_newest

)

select
    newest.post_id,
    newest.account_id,
    newest.account_name,
    newest.source_format,
    newest.permalink,
    newest.media_type,
    newest.caption,
    newest.location_name,
    newest.n_likes,
    newest.n_comments,
    newest.n_views,
    newest.n_reach,
    newest.n_shares,
    newest.n_saves,
    newest.n_new_follows,
    followers.n_followers,
    followers.n_following,
    followers.followers_as_of,
    (newest.n_likes + newest.n_comments) / nullif(followers.n_followers, 0) as engagement_rate,
    judged.n_likes as n_judged_likes,
    judged.n_comments as n_judged_comments,
    judged.is_likes_hidden as is_judged_likes_hidden,
    newest.age_days,
    newest.has_location,
    newest.is_likes_hidden,
    judged.age_days >= {{ var("label_maturity_days") }} as is_mature,
    missing.post_id is not null as is_deleted,
    newest.posted_at,
    newest.observed_at,
    judged.observed_at as judged_at,
    newest.source_file

from {{ ref("int_post_versions") }} as newest

inner join {{ ref("int_post_versions") }} as judged
    on newest.post_id = judged.post_id

inner join {{ ref("int_post_followers") }} as followers
    on newest.post_id = followers.post_id

left join missing
    on newest.post_id = missing.post_id

where newest.is_newest and judged.is_judged
