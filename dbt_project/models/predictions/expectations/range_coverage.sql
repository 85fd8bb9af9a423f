-- Coverage is a mean over posts whose accounts are the independent units: its variance is that of
-- a ratio of sums over accounts (Cochran, Sampling Techniques, 1977, 6.3).
with

levels as (

    select
        told.* exclude (low_80, high_80, low_95, high_95),
        levels.level,
        if(levels.level = 80, low_80, low_95) as low,
        if(levels.level = 80, high_80, high_95) as high

    from {{ ref("told_ranges") }} as told

    cross join (select unnest([80, 95]) as level) as levels

),

judged as (

    select
        levels.*,
        cast(log_engagement between low and high as integer) as is_inside,
        high - low as log_width,
        -- The interval score (Gneiting and Raftery, 2007, eq. 43): width, and what is missed by.
        log_width
        + 2 / (1 - level / 100.0)
        * (greatest(low - log_engagement, 0) + greatest(log_engagement - high, 0)) as score

    from levels

),

sliced as (

    select
        judged.* exclude (history),
        slices.dimension,
        slices.slice

    from judged

    inner join (
        select
            post_id,
            dimension,
            slice
        from {{ ref("post_slices") }}
        where dimension in ('media_type', 'follower_tier')
    ) as slices
        on judged.post_id = slices.post_id

    union all by name

    select
        *,
        'history' as dimension,
        history as slice
    from judged

    union all by name

    select
        *,
        'all' as dimension,
        'all' as slice
    from judged

    union all by name

    -- Where the account's own past says as much: what the served ranges are compared with.
    select
        *,
        'all' as dimension,
        'with ten earlier posts' as slice
    from judged
    where has_own_past

),

accounts as (

    select
        protocol,
        method,
        level,
        dimension,
        slice,
        account_id,
        count(*) as n,
        sum(is_inside) as n_inside,
        {{ sum_in_order("score") }} as score,
        {{ sum_in_order("log_width") }} as log_width

    from sliced

    group by all

),

means as (

    select
        *,
        sum(n_inside) over slices / sum(n) over slices as coverage

    from accounts

    window slices as (partition by protocol, method, level, dimension, slice)

),

summed as (

    select
        protocol,
        method,
        level,
        dimension,
        slice,
        coverage,
        {{ normal_95() }} / sum(n) * sqrt(
            {{ sum_in_order("pow(n_inside - coverage * n, 2)") }} * count(*)
            / nullif(count(*) - 1, 0)
        ) as half_width,
        exp({{ sum_in_order("log_width") }} / sum(n)) as width,
        {{ sum_in_order("score") }} / sum(n) as interval_score,
        cast(sum(n) as bigint) as n_posts,
        count(*) as n_accounts

    from means

    group by all

)

select
    protocol,
    method,
    cast(level as bigint) as level,
    dimension,
    slice,
    coverage,
    greatest(coverage - half_width, 0) as ci_low,
    least(coverage + half_width, 1) as ci_high,
    width,
    interval_score,
    n_posts,
    n_accounts

from summed
