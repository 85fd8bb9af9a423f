with

long as (

    select
        pair,
        correlation

    from (
        unpivot (
            select
                followers_likes,
                followers_comments,
                likes_comments,
                followers_likes_rank,
                followers_comments_rank,
                likes_comments_rank
            from {{ ref("claim_figures") }}
        )
        on columns(*)
        into name pair value correlation
    )

)

select
    if(ends_with(pair, '_rank'), 'ranks, over posts', 'as published, over records')
        as kind,
    split_part(pair, '_', 1) as row_name,
    split_part(pair, '_', 2) as column_name,
    correlation

from long

-- Without any spread there is no correlation.
where not isnan(correlation)
