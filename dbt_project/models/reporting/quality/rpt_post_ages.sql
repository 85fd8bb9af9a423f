with

banded as (

    select
        case
            when age_days < 7 then 1
            when age_days < 30 then 2
            when age_days < 90 then 3
            when age_days < 365 then 4
            when age_days < 1095 then 5
            else 6
        end as position

    from {{ ref("posts") }}

)

select
    position,
    [
        'under a week', 'a week to a month', 'one to three months',
        'three months to a year', 'one to three years', 'over three years'
    ][position] as age_band,
    count(*) as n_posts

from banded

group by all
