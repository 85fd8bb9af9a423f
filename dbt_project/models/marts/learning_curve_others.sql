-- What a reference of other accounts learns from: half of the accounts, to tell of the other half.
with

judged as (

    select
        target,
        post_id,
        account_id,
        1 - {{ bucket("account_id", "half", 2) }} as told_half,
        outcome > own_threshold as is_high,
        posted_at

    from {{ ref("int_post_outcomes") }}

    where
        target = 'above_own_usual'
        and is_eligible
        and {{ is_measured() }}
        and {{ is_evaluated("account_id") }}

),

enough as (

    select told_half

    from judged

    group by told_half

    having
        count(*) >= {{ var("learning_curve_half_posts") }}
        and count(distinct account_id) >= {{ var("learning_curve_half_accounts") }}

)

select *

from judged

where (select count(*) from enough) = 2
