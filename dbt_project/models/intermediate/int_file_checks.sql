-- What looks wrong in a file, counted.
select
    source_file,
    count(is_agreeing) as n_times_checked,
    count(*) filter (is_agreeing) as n_times_agreeing,
    -- A reel is seen far beyond an account's followers, but hardly liked by a hundred for each.
    count(*) filter (n_likes > 1000 and n_likes > 100 * n_followers and rejection_reason is null)
        as n_beyond_reach,
    count(*) filter (is_account_rounded) as n_accounts_rounded

from (
    select
        records.source_file,
        records.n_likes,
        records.n_followers,
        records.rejection_reason,
        records.is_account_rounded,
        {{ clock_of_code("posts.post_id") }} as uploaded_at,
        abs({{ days_between("uploaded_at", "posts.posted_at") }}) < 1.0 / 24 as is_agreeing

    from {{ ref("stg_records") }} as records

    left join {{ ref("stg_posts") }} as posts
        on
            records.source_file = posts.source_file
            and records.record_number = posts.record_number
) as checked

group by all
