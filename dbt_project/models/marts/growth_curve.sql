with

-- Old posts are those of accounts that have young ones too: what is compared are ages.
compared as (

    select *

    from {{ ref("aged_readings") }}

    qualify
        not is_final
        or count(ratio_to_usual) filter (where not is_final) over (partition by account_id) > 0

),

media as (

    select unnest(['all', 'image', 'carousel', 'video']) as media_type

),

grouped as (

    select
        compared.* exclude (media_type),
        media.media_type

    from compared

    inner join media
        on media.media_type in ('all', compared.media_type)

),

-- One post in a band is one value: medians ask for no more than independent posts.
measured as (

    select
        media_type,
        from_hours,
        is_final,
        count(ratio_to_final) as n_read_again,
        median(ratio_to_final) as final_median,
        {{ median_low("ratio_to_final") }} as final_low,
        {{ median_high("ratio_to_final") }} as final_high,
        {{ log_variance("ratio_to_final") }} as final_variance,
        count(ratio_to_usual) as n_with_usual,
        median(ratio_to_usual) as usual_median,
        {{ median_low("ratio_to_usual") }} as usual_low,
        {{ median_high("ratio_to_usual") }} as usual_high,
        {{ log_variance("ratio_to_usual") }} as usual_variance

    from grouped

    group by all

),

old as (

    select
        media_type,
        n_with_usual as n_final,
        usual_median as old_median,
        usual_low as old_low,
        usual_high as old_high,
        usual_variance as old_variance

    from measured

    where is_final

),

every_band as (

    select
        media.media_type,
        bands.from_hours,
        bands.to_hours

    from {{ ref("age_bands") }} as bands

    cross join media

    where not bands.is_final

),

judged as (

    select
        every_band.*,
        measured.* exclude (media_type, from_hours, is_final),
        coalesce(measured.n_read_again, 0) as n_readings,
        coalesce(measured.n_with_usual, 0) as n_young_posts,
        coalesce(old.n_final, 0) as n_old_posts,
        old.* exclude (media_type, n_final),
        n_readings >= {{ var("growth_min_posts") }} as is_read_again,
        least(n_young_posts, n_old_posts) >= {{ var("growth_min_posts") }} as is_cross_section,
        case
            when is_read_again then 'readings'
            when is_cross_section or n_young_posts >= n_readings then 'cross-section'
            else 'readings'
        end as basis

    from every_band

    left join measured
        on
            every_band.media_type = measured.media_type
            and every_band.from_hours = measured.from_hours

    left join old
        on every_band.media_type = old.media_type

)

select
    media_type,
    cast((from_hours + to_hours) / 2 as double) as age_hours,
    cast(from_hours as bigint) as from_hours,
    cast(to_hours as bigint) as to_hours,
    case
        when is_read_again then final_median
        when is_cross_section then usual_median / old_median
    end as share,
    case
        when is_read_again then final_low
        when is_cross_section then {{ ratio_low("usual", "old") }}
    end as ci_low,
    case
        when is_read_again then final_high
        when is_cross_section then {{ ratio_high("usual", "old") }}
    end as ci_high,
    -- What young posts vary more about their usual than old ones do, their growth adds.
    case
        when is_read_again then sqrt(final_variance)
        when is_cross_section then sqrt(greatest(usual_variance - old_variance, 0))
    end as log_spread,
    case basis when 'readings' then n_readings else n_young_posts end as n_posts,
    case basis when 'readings' then n_readings else n_old_posts end as n_final_posts,
    basis,
    case basis
        when 'readings' then 'repeated readings' else 'young posts against their usual'
    end as method

from judged

-- A media type of which nothing can be told is left out; of all posts every age is named.
qualify media_type = 'all' or count(share) over (partition by media_type) > 0
