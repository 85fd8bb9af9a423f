-- Headings of what the export holds.
with

totals as (select * from {{ ref("row_accounting") }} where source_file = 'total'),

posts as (

    select
        count(distinct account_id) as n_accounts,
        count(distinct account_id) filter (where n_followers is not null) as n_with_followers

    from {{ ref("posts") }}

),

judged as (

    select count(distinct post_id) filter (where is_eligible) as n_judged

    from {{ ref("post_labels") }}

),

sizes as (select median(n_posts) as median_posts from {{ ref("accounts") }}),

facts as (

    select *

    from totals

    cross join posts

    cross join judged

    cross join sizes

)

select
    'quality' as name,
    case
        when n_rejected = 0 and n_duplicates = 0 and n_account_readings = 0
            then 'Every record is a post of its own'
        else
            case n_rejected
                when 0
                    then if(
                        n_account_readings = 0,
                        'Every record is a post',
                        'Every record is of a post or of an account'
                    )
                when 1 then '1 of ' || {{ as_count("n_records") }} || ' records is not a post'
                else
                    {{ as_count("n_rejected") }} || ' of ' || {{ as_count("n_records") }}
                    || ' records are not posts'
            end
            || case n_duplicates
                when 0 then '; none repeats another'
                when 1 then '; 1 repeats another'
                else '; ' || {{ as_count("n_duplicates") }} || ' repeat another'
            end
    end as finding,
    n_posts,
    n_accounts

from facts

union all

select
    'record_flow' as name,
    {{ counted("n_records", "record") }} || if(n_records = 1, ' holds ', ' hold ')
    || {{ counted("n_posts", "post") }} || '; '
    || case n_judged when 0 then 'none' else {{ as_count("n_judged") }} end
    || ' of them can be judged on a question' as finding,
    n_posts,
    n_accounts

from facts

union all

select
    'accounts' as name,
    case
        when n_accounts = 1
            then
                '1 account, with ' || {{ counted("cast(median_posts as bigint)", "post") }}
                || '; followers ' || if(n_with_followers = 1, 'known', 'not known')
        else
            {{ as_count("n_accounts") }} || ' accounts, half of them with '
            || {{ counted("cast(ceil(median_posts) as bigint)", "post") }}
            || ' or more; followers known for '
            || case n_with_followers
                when 0 then 'none' when n_accounts then 'all'
                else {{ as_count("n_with_followers") }}
            end
    end as finding,
    n_posts,
    n_accounts

from facts
