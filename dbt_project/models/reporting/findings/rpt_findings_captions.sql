-- Headings of what authors choose: only what lies beyond noise is named.
with

effects as (

    select
        count(*) as n_measured,
        count(*) filter (where finding like '% often high') as n_beyond_noise,
        string_agg(feature_words, ', ' order by value desc) filter (
            where finding = 'more often high'
        ) as raising,
        string_agg(feature_words, ', ' order by value) filter (
            where finding = 'less often high'
        ) as lowering,
        max(n_posts) as n_posts,
        max(n_accounts) as n_accounts

    from {{ ref("rpt_effects") }}

    where
        target = 'above_own_usual'
        and measure = 'within_account_effect'
        and value is not null

),

compared as (

    select
        count(*) as n_posts,
        count(distinct account_id) as n_accounts

    from {{ ref("posts") }}

    where is_mature and n_likes + n_comments is not null

),

hashtags as (

    select
        count(*) as n_shown,
        count(*) filter (where ci_low > 0 or ci_high < 0) as n_beyond_noise,
        cast(round(count(*) / 20) as bigint) as n_by_chance

    from {{ ref("rpt_hashtags") }}

)

select
    'captions' as name,
    case
        when n_measured = 0 then 'What captions go with is not known yet'
        when n_beyond_noise = 0 then 'Within the same account, nothing differs beyond noise'
        else
            'Within the same account, ' || n_beyond_noise || ' of ' || n_measured
            || ' features ' || if(n_beyond_noise = 1, 'goes', 'go')
            || ' with engagement beyond noise'
    end as finding,
    n_posts,
    n_accounts

from effects

union all

select
    'effects' as name,
    coalesce(
        nullif(
            concat_ws('. ', 'More often high: ' || raising, 'Less often: ' || lowering), ''
        ),
        if(n_measured = 0, 'Not known yet', 'No difference beyond noise')
    ) as finding,
    n_posts,
    n_accounts

from effects

union all

select
    'hashtags' as name,
    case
        when n_shown = 0 then 'Too few hashtags to compare'
        else
            n_beyond_noise || ' of ' || n_shown || ' hashtags '
            || if(n_beyond_noise = 1, 'differs', 'differ') || ' beyond noise; by chance '
            || case n_by_chance
                when 0 then 'hardly one' when 1 then 'about one' else 'about ' || n_by_chance
            end
            || ' would'
    end as finding,
    n_posts,
    n_accounts

from hashtags

cross join compared
