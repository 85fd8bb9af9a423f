-- An account has a number of Instagram's, another of the Graph API (17841...), and a handle, which
-- it may change or leave to somebody else. Where records have two of them side by side, they are
-- one account; where a handle has had two numbers of a kind, it links none.
with

named as (

    select distinct
        account_key,
        account_number,
        lower(account_name) as handle,
        {{ whole_match("account_number", '17841\\d{12}') }} as is_graph

    from {{ ref("stg_records") }}

    where rejection_reason is null

),

handles as (

    select
        handle,
        case
            when count(distinct account_number) filter (where not is_graph) = 1
                then min(account_number) filter (where not is_graph)
        end as own_number,
        case
            when count(distinct account_number) filter (where is_graph) = 1
                then min(account_number) filter (where is_graph)
        end as graph_number,
        count(*) filter (where not is_graph) > 0 as has_own

    from named

    where handle is not null

    group by all

),

graph_numbers as (

    select
        graph_number,
        min(own_number) as own_number

    from handles

    where graph_number is not null

    group by all

    having count(distinct own_number) = 1

),

-- A download does not say whose it is; a post that another file has too does.
posts_of as (

    select distinct
        account_key,
        media_number,
        source_format = 'download_your_information' as is_download

    from {{ ref("stg_records") }}

    where rejection_reason is null and {{ whole_match("media_number", '\\d{15,}') }}

),

downloads as (

    select
        downloaded.account_key,
        min(known.account_key) as known_key

    from posts_of as downloaded

    inner join posts_of as known
        on
            downloaded.media_number = known.media_number
            and downloaded.is_download
            and not known.is_download

    group by all

    having count(distinct known.account_key) = 1

),

keys as (

    select distinct
        named.account_key,
        coalesce(downloads.known_key, named.account_key) as told_key

    from named

    left join downloads
        on named.account_key = downloads.account_key

)

select
    keys.account_key,
    coalesce(
        graph_numbers.own_number,
        handles.own_number,
        case when not handles.has_own then handles.graph_number end,
        keys.told_key
    ) as account_id

from keys

left join graph_numbers
    on keys.told_key = graph_numbers.graph_number

left join handles
    on keys.told_key = handles.handle
