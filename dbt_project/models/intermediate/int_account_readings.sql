-- Followers as files tell them: in a record of the account, beside its posts, or beside a post as
-- they were when it went up (CrowdTangle). A record that does not say when it was read was read no
-- earlier than the account's newest counts.
with

newest as (

    select
        account_id,
        max(observed_at) as observed_at

    from {{ ref("int_post_versions") }}

    group by all

),

readings as (

    select
        links.account_id,
        coalesce(records.observed_at, newest.observed_at, files.first_read_at) as observed_at,
        records.n_followers,
        records.n_following,
        true as is_of_account

    from {{ ref("stg_records") }} as records

    inner join {{ ref("stg_account_links") }} as links
        on records.account_key = links.account_key

    inner join {{ ref("stg_read_files") }} as files
        on records.source_file = files.source_file

    left join newest
        on links.account_id = newest.account_id

    where records.is_account_reading and records.rejection_reason is null

    union all

    select
        account_id,
        if(has_followers_at_posting, posted_at, observed_at) as observed_at,
        n_followers,
        n_following,
        false as is_of_account

    from {{ ref("int_post_versions") }}

    where n_followers is not null

)

select
    account_id,
    observed_at,
    max(n_followers) as n_followers,
    max(n_following) as n_following,
    bool_or(is_of_account) as is_of_account

from readings

group by all
