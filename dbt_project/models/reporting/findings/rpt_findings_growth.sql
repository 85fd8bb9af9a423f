-- Heading of how long posts keep collecting, and whether labels wait for it. The interval must
-- lie on one side of what is enough.
with

curve as (select * from {{ ref("rpt_growth") }} where media_type = 'all'),

-- The age from which on every post that was read has enough beyond doubt.
enough as (

    select arg_min(age_words, from_hours) as enough_words

    from curve

    where ci_low >= {{ var("growth_enough_share") }}

)

select
    'growth' as name,
    case
        when curve.age_words is null
            then
                'Labels wait {{ var("label_maturity_days") }} days: by then posts are taken to have'
                || ' all of their likes and comments'
        when curve.share is null
            then 'How much posts still collect once they have labels cannot be told yet'
        else
            'At ' || curve.age_words || ' posts have ' || {{ as_percent("curve.share", 0) }}
            || ' of their final likes and comments: '
            || case
                when curve.ci_low >= {{ var("growth_enough_share") }}
                    then 'labels wait long enough, {{ var("label_maturity_days") }} days'
                when curve.ci_high < {{ var("growth_enough_share") }}
                    then
                        'labels after {{ var("label_maturity_days") }} days come early, '
                        || coalesce(enough.enough_words || ' would do', 'four weeks are safe')
                else
                    'whether labels after {{ var("label_maturity_days") }} days come early'
                    || ' lies within noise'
            end
    end as finding,
    curve.n_posts,
    cast(null as bigint) as n_accounts

from (select 1) as one_row

left join curve
    on curve.is_label_age

cross join enough
