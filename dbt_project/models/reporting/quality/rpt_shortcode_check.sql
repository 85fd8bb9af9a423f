-- A shortcode holds the time of upload: a check of identity and time zone. A number is not one.
with

decoded as (

    select
        posts.*,
        case
            when lower(posts.post_id) != upper(posts.post_id)
                then abs(epoch(posts.posted_at) - epoch({{ uploaded_at("posts.post_id") }})) < 3600
        end as is_agreeing

    from {{ ref("posts") }} as posts

),

rescaled as (

    select n_times_rescaled

    from {{ ref("row_accounting") }}

    where source_file = 'total'

)

select
    count(decoded.is_agreeing) as n_checked,
    count(*) filter (where decoded.is_agreeing) as n_agreeing,
    count(*) filter (where decoded.is_agreeing) / nullif(n_checked, 0) as agreeing_share,
    count(*) filter (where decoded.posted_at > decoded.observed_at) as n_not_believed,
    any_value(rescaled.n_times_rescaled) as n_times_rescaled

from decoded

cross join rescaled
