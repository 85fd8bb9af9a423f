select
    long.column_name,
    count(*) as n_posts

from (
    unpivot (
        select
            post_id,
            coalesce(cast(columns(* exclude (post_id)) as double), cast('nan' as double))
        from {{ ref("post_features") }}
    )
    on columns(* exclude (post_id))
    into name column_name value value
) as long

where not isfinite(long.value)

group by all
