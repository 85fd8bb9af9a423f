-- Its places among the account's posts: pages show the newest, the best and the worst, and a CSV
-- has all. What is compared with the usual are the counts that the label judges.
with

told as (

    select
        posts.account_id,
        posts.post_id,
        posts.media_type,
        {{ in_words("coalesce(posts.media_type, 'unknown_media_type')") }} as format_words,
        posts.n_likes + posts.n_comments as n_engagements,
        cast(outcomes.outcome as bigint) as n_judged_engagements,
        outcomes.own_threshold as usual_engagements,
        n_judged_engagements / nullif(usual_engagements, 0) as times_usual,
        -- Anything at all is more than a usual of nothing.
        coalesce(times_usual, if(n_judged_engagements > 0, 1e9, 0)) as rank_value,
        posts.engagement_rate,
        predictions.p_high,
        predictions.is_in_sample,
        cast(round(ranges.low_80) as bigint) as likely_low,
        cast(round(ranges.high_80) as bigint) as likely_high,
        not ranges.is_in_sample as is_range_told,
        case
            when posts.is_mature then n_judged_engagements between likely_low and likely_high
        end as is_in_range,
        labels.is_high,
        case
            when labels.is_high then 'yes'
            when not labels.is_high then 'no'
            when not posts.is_mature then 'too young to say'
            else 'not judged: ' || labels.ineligible_reason
        end as outcome,
        case
            when {{ shows_names() }}
                then left(regexp_replace(posts.caption, '\s+', ' ', 'g'), 90)
        end as excerpt,
        posts.posted_at

    from {{ ref("posts") }} as posts

    inner join {{ ref("rpt_accounts") }} as accounts
        on posts.account_id = accounts.account_id

    inner join {{ ref("int_post_outcomes") }} as outcomes
        on
            posts.post_id = outcomes.post_id
            and outcomes.target = 'above_own_usual'

    inner join {{ ref("post_predictions") }} as predictions
        on
            posts.post_id = predictions.post_id
            and predictions.target = 'above_own_usual'

    inner join {{ ref("post_labels") }} as labels
        on
            posts.post_id = labels.post_id
            and labels.target = 'above_own_usual'

    left join {{ ref("expected_engagement") }} as ranges
        on
            posts.post_id = ranges.post_id
            and ranges.measure = 'engagements'

    where accounts.has_page

)

select
    * exclude (rank_value),
    row_number() over (partition by account_id order by posted_at desc, post_id)
        as newest_position,
    case
        when is_high
            then row_number() over (
                partition by account_id, is_high
                order by rank_value desc, n_judged_engagements desc, post_id
            )
    end as best_position,
    case
        when not is_high
            then row_number() over (
                partition by account_id, is_high
                order by rank_value, n_judged_engagements, post_id desc
            )
    end as worst_position

from told
