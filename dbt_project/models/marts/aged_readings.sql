with

readings as (

    select
        readings.post_id,
        posts.account_id,
        posts.media_type,
        24 * {{ days_between("posts.posted_at", "readings.observed_at") }} as age_hours,
        readings.n_likes + readings.n_comments as n_engagements

    from {{ ref("post_metric_readings") }} as readings

    inner join {{ ref("posts") }} as posts
        on readings.post_id = posts.post_id

    -- The newest post of a file may be all that says when it was read: its own age is not known.
    where
        posts.posted_at < readings.observed_at
        and readings.n_likes + readings.n_comments is not null

),

finals as (

    select
        post_id,
        {{ value_at_last("n_engagements", ["age_hours", "n_engagements"]) }} as final_engagements

    from readings

    where age_hours >= (select min(from_hours) from {{ ref("age_bands") }} where is_final)

    group by all

),

in_bands as (

    select
        readings.*,
        bands.from_hours,
        bands.is_final,
        row_number() over (
            partition by readings.post_id, bands.from_hours
            order by readings.age_hours, readings.n_engagements
        ) as place

    from readings

    inner join {{ ref("age_bands") }} as bands
        on readings.age_hours >= bands.from_hours and readings.age_hours < bands.to_hours

),

-- A post that was read every hour counts once in a band, like the others.
banded as (

    select * from in_bands where place = 1

)

select
    banded.post_id,
    banded.account_id,
    banded.media_type,
    banded.from_hours,
    banded.age_hours,
    banded.n_engagements,
    case
        when not banded.is_final then banded.n_engagements / nullif(finals.final_engagements, 0)
    end as ratio_to_final,
    case
        when history.n_known_posts >= {{ var("min_usual_posts") }}
            then (banded.n_engagements + 1) / (history.median_engagements + 1)
    end as ratio_to_usual,
    banded.is_final

from banded

inner join {{ ref("int_account_history") }} as history
    on banded.post_id = history.post_id

left join finals
    on banded.post_id = finals.post_id
