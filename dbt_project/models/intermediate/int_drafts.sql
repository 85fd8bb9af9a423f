with

-- An account is named by its id or by its handle; where one is another's, the id counts.
names as (

    select
        account_id as name,
        1 as place,
        *
    from {{ ref("int_accounts") }}

    union all

    select
        lower(account_name) as name,
        2 as place,
        *
    from {{ ref("int_accounts") }}

),

matched as (

    select
        drafts.*,
        names.account_id as known_account_id,
        names.account_name as known_account_name,
        names.n_followers as known_n_followers,
        names.n_following

    from {{ ref("stg_drafts") }} as drafts

    left join names
        on lower(drafts.account) = names.name

    qualify
        row_number() over (
            partition by drafts.draft_id
            order by names.place, names.last_posted_at desc, names.account_id
        ) = 1

)

select
    draft_id,
    coalesce(known_account_id, 'not in the warehouse: ' || account) as account_id,
    coalesce(known_account_name, account) as account_name,
    post_id,
    media_type,
    caption,
    location_name,
    timezone,
    coalesce(n_followers, known_n_followers) as n_followers,
    n_following,
    known_account_id is not null as is_known_account,
    is_example,
    false as is_typical,
    location_name is not null as has_location,
    planned_at

from matched

union all by name

select
    *,
    true as is_known_account,
    false as is_example,
    true as is_typical,
    false as has_location

from {{ ref("int_typical_posts") }}
