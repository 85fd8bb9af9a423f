-- The population stability index of every feature and of the media mix: over bins, the sum of
-- (new share - training share) * ln(new share / training share). Half a post more in every bin
-- keeps an empty one from making it infinite.
with

described as (

    select
        features.post_id,
        case posts.media_type when 'image' then 1 when 'carousel' then 2 when 'video' then 3 end
            as media_mix,
        cast(columns(features.* exclude (post_id)) as double)

    from {{ ref("post_features") }} as features

    inner join {{ ref("posts") }} as posts
        on features.post_id = posts.post_id

),

long as (

    select
        compared.export_date,
        compared.source_format,
        compared.is_training,
        named.measure,
        named.value

    from (
        unpivot (
            select * replace (cast(media_mix as double) as media_mix)
            from described
            where post_id in (select export_posts.post_id from {{ ref("export_posts") }})
        )
        on columns(* exclude (post_id))
        into name measure value value
    ) as named

    inner join {{ ref("export_posts") }} as compared
        on named.post_id = compared.post_id

),

-- Deciles of the training data; of a feature with few values each value is a bin.
training as (

    select
        export_date,
        source_format,
        measure,
        count(*) as n_training_posts,
        list_sort(list_distinct(
            if(
                count(distinct value) <= 10,
                list(distinct value),
                quantile_disc(value, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
            )
        )) as edges

    from long

    where is_training

    group by all

),

binned as (

    select
        long.export_date,
        long.source_format,
        long.measure,
        len(list_filter(training.edges, lambda edge: edge < long.value)) as bin,
        count(*) filter (where long.is_training) as n_old,
        count(*) filter (where not long.is_training) as n_new

    from long

    inner join training
        on
            long.export_date = training.export_date
            and long.source_format = training.source_format
            and long.measure = training.measure

    group by all

),

shares as (

    select
        *,
        count(*) over measured as n_bins,
        sum(n_old) over measured as n_training_posts,
        sum(n_new) over measured as n_posts,
        (n_old + 0.5) / (n_training_posts + 0.5 * n_bins) as old_share,
        (n_new + 0.5) / (n_posts + 0.5 * n_bins) as new_share

    from binned

    window measured as (partition by export_date, source_format, measure)

)

select
    export_date,
    source_format,
    measure,
    cast(any_value(n_posts) as bigint) as n_posts,
    cast(any_value(n_training_posts) as bigint) as n_training_posts,
    any_value(n_bins) as n_bins,
    case
        when any_value(n_posts) > 0
            then {{ sum_in_order("(new_share - old_share) * ln(new_share / old_share)") }}
    end as stability_index

from shares

group by all
