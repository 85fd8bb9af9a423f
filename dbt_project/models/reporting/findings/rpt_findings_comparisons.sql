-- Headings that compare formats and tiers. A difference has a direction only where two
-- intervals do not overlap.
with

rated as (

    select
        count(*) as n_posts,
        count(distinct account_id) as n_accounts

    from {{ ref("posts") }}

    where engagement_rate is not null

),

formats as (

    select
        {% for statistic in ["mean", "median"] %}
            {% for format in ["video", "image"] %}
                {% for end in ["low", "high"] %}
                    max(ci_{{ end }}) filter (
                        where format = '{{ format }}' and statistic = '{{ statistic }}'
                    ) as {{ format }}_{{ statistic }}_{{ end }},
                {% endfor %}
            {% endfor %}
        {% endfor %}
        count(*) as n_rows

    from {{ ref("rpt_formats") }}

),

format_words as (

    select
        {{ compared("video_mean", "image_mean") }} as mean_word,
        {{ compared("video_median", "image_median") }} as median_word

    from formats

),

tiers as (

    select
        arg_min(follower_tier, position) as smallest,
        arg_max(follower_tier, position) as largest,
        {% for column, name in [
            ("account_median_rate", "rate"), ("ci_low", "low"), ("ci_high", "high")
        ] %}
            arg_min({{ column }}, position) as smallest_{{ name }},
            arg_max({{ column }}, position) as largest_{{ name }},
        {% endfor %}
        count(*) as n_tiers

    from {{ ref("rpt_tiers") }}

    where ci_low is not null

),

tier_words as (

    select
        *,
        {{ compared("smallest", "largest") }} as tier_word

    from tiers

)

select
    'formats' as name,
    case
        when mean_word = 'not compared' then 'Videos and images are not compared: no intervals'
        when mean_word = median_word and mean_word = 'no different beyond noise'
            then 'Videos and images: no difference beyond noise'
        when mean_word = median_word then 'Videos: ' || mean_word || ' mean and median than images'
        else 'Videos against images: mean ' || mean_word || ', median ' || median_word
    end as finding,
    n_posts,
    n_accounts

from format_words

cross join rated

union all

select
    'tiers' as name,
    case
        when n_tiers < 2 then 'Too few accounts to compare sizes'
        when tier_word in ('higher', 'lower')
            then
                upper(smallest[1]) || smallest[2:] || ' accounts have a ' || tier_word
                || ' rate than ' || largest || ' ones: '
                || {{ as_percent("smallest_rate") }} || ' against '
                || {{ as_percent("largest_rate", 2) }}
        else
            upper(smallest[1]) || smallest[2:] || ' and ' || largest
            || ' accounts: no difference beyond noise'
    end as finding,
    n_posts,
    n_accounts

from tier_words

cross join rated
