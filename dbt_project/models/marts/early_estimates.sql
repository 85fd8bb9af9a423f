-- Where no early reading is left, one is drawn: the final count times the growth's own noise. The
-- noise of a post is the same at every age, and depends on its id only (Box and Muller, 1958).
with

posts as (

    select
        post_id,
        n_judged_likes + n_judged_comments as n_engagements,
        sqrt(-2 * ln((1 + {{ bucket("post_id", "growth", 1000000) }}) / 1000000.0))
        * cos(2 * pi() * {{ bucket("post_id", "growth too", 1000000) }} / 1000000.0) as noise

    from {{ ref("int_posts") }}

    where is_mature and n_engagements is not null and {{ is_evaluated("account_id") }}

)

select
    posts.post_id,
    growth.from_hours,
    readings.n_engagements is null as is_simulated,
    ln(1 + coalesce(
        readings.n_engagements / growth.share,
        posts.n_engagements * exp(growth.log_spread * posts.noise)
    )) as log_engagement,
    growth.weight

from posts

cross join {{ ref("young_growth") }} as growth

left join {{ ref("aged_readings") }} as readings
    on
        posts.post_id = readings.post_id
        and growth.from_hours = readings.from_hours
