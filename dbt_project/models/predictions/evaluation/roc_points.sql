with

tallied as (

    select
        target,
        protocol,
        classifier,
        p_high as threshold,
        count(*) as n_posts,
        count(*) filter (where is_high) as n_high

    from {{ ref("classifier_scores") }}

    group by all

),

accumulated as (

    select
        *,
        sum(n_posts) over called_high as n_called_high,
        sum(n_high) over called_high as n_true_positives,
        sum(n_posts) over curve as n_all_posts,
        sum(n_high) over curve as n_all_high,
        row_number() over called_high as position,
        count(*) over curve as n_positions

    from tallied

    window
        curve as (partition by target, protocol, classifier),
        called_high as (
            partition by target, protocol, classifier
            order by threshold desc
            rows between unbounded preceding and current row
        )

)

select
    target,
    protocol,
    classifier,
    threshold,
    n_true_positives / nullif(n_all_high, 0) as true_positive_share,
    (n_called_high - n_true_positives) / nullif(n_all_posts - n_all_high, 0)
        as false_positive_share,
    n_true_positives / n_called_high as precision_share,
    cast(n_called_high as bigint) as n_called_high

from accumulated

-- Two hundred points draw the same curve as all of them.
where
    n_all_high between 1 and n_all_posts - 1
    and (
        position % cast(ceil(n_positions / 199) as bigint) = 1
        or position = n_positions
        or n_positions <= 199
    )
