-- The median post of each format against the account's usual at its time, with the interval of
-- the sign test, which needs eight posts.
with

posts as (

    select
        account_id,
        media_type,
        format_words,
        case when is_high is not null then times_usual end as times_usual,
        case when outcome != 'too young to say' then n_judged_engagements end
            as n_judged_engagements

    from {{ ref("rpt_account_posts") }}

),

measured as (

    select
        account_id,
        media_type,
        any_value(format_words) as format_words,
        count(*) as n_posts,
        count(times_usual) as n_judged_posts,
        median(n_judged_engagements) as median_engagements,
        median(times_usual) as median_times_usual,
        {{ median_low("times_usual") }} as ci_low,
        {{ median_high("times_usual") }} as ci_high,
        {{ var("interval_min_posts") }} - n_judged_posts as n_missing

    from posts

    where media_type is not null

    group by all

)

select
    * exclude (n_missing),
    {{ word_position("media_type") }} as position,
    case
        when n_missing > 0
            then
                {{ counted("n_missing", "more judged post") }} || ' needed'
        when ci_low > 1 then 'above its usual'
        when ci_high < 1 then 'below its usual'
        else 'as its usual, within noise'
    end as finding

from measured
