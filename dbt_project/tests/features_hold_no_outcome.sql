-- depends_on: {{ ref("post_features") }}
-- Neither an outcome by name, nor one by value under another name.
select column_name

from information_schema.columns

where
    table_schema = 'marts'
    and table_name = 'post_features'
    and regexp_matches(
        column_name,
        '^(n_|log_)?(likes?|comments?|engagements?)$|engagement_rate|^is_high$|^threshold$|^age_'
    )

union all

select 'equals likes, comments or rate: ' || long.column_name

from (
    unpivot (
        select
            post_id,
            cast(columns(* exclude (post_id)) as double)
        from {{ ref("post_features") }}
    )
    on columns(* exclude (post_id))
    into name column_name value value
) as long

inner join {{ ref("posts") }} as posts
    on long.post_id = posts.post_id

group by long.column_name

having
    count(distinct long.value) > 2
    and list_any_value(list_filter(
        [
            corr(long.value, posts.n_likes),
            corr(long.value, ln(posts.n_likes + posts.n_comments + 1)),
            corr(long.value, posts.engagement_rate),
            corr(long.value, ln(posts.engagement_rate + 0.0001))
        ],
        -- A constant outcome correlates with nothing: not a number.
        lambda correlation: isfinite(correlation) and abs(correlation) > 0.999
    )) is not null
