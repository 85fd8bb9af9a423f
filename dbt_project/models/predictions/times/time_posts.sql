-- Against the account's usual around that time, which a trend, a holiday or a lucky month moves: an
-- account that grew while it took to posting in the evening has no better evenings.
select
    post_id,
    account_id,
    coalesce(media_type = 'carousel', false) as is_carousel,
    coalesce(media_type = 'video', false) as is_video,
    {{ week_harmonics("posted_at") }},
    deviation - median(deviation) over (
        partition by account_id
        order by posted_at, post_id
        rows between {{ var("best_times_around") }} preceding
        and {{ var("best_times_around") }} following
        exclude current row
    ) as beyond_usual

from {{ ref("int_post_deviations") }}

where n_account_posts >= {{ var("best_times_min_posts") }}
