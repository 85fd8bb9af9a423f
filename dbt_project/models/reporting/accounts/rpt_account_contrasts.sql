-- The account's ten best posts against its ten worst, in numbers that anybody can count. Ten posts
-- against ten describe; they prove nothing.
with

chosen as (

    select
        account_id,
        post_id,
        media_type,
        posted_at,
        coalesce(best_position <= 10, false) as is_best,
        count(*) filter (where is_high) over (partition by account_id) as n_account_high,
        count(*) filter (where not is_high) over (partition by account_id) as n_account_low

    from {{ ref("rpt_account_posts") }}

    qualify
        least(n_account_high, n_account_low) >= {{ var("contrast_min_posts") }} / 2
        and (best_position <= 10 or worst_position <= 10)

),

counted as (

    select
        chosen.account_id,
        chosen.is_best,
        count(*) filter (where chosen.media_type = 'carousel') as n_carousels,
        count(*) filter (where chosen.media_type = 'video') as n_videos,
        count(*) filter (where captions.has_question) as n_questions,
        count(*) filter (where captions.has_call_to_action) as n_calls_to_action,
        count(*) filter (where captions.n_mentions > 0) as n_with_mentions,
        count(*) filter (where isodow(chosen.posted_at) >= 6) as n_weekend,
        median(captions.n_caption_chars) as median_chars,
        median(captions.n_hashtags) as median_hashtags

    from chosen

    inner join {{ ref("int_caption_features") }} as captions
        on chosen.post_id = captions.post_id

    group by all

),

long as (

    {% for column, words, is_share in [
        ("n_carousels", "carousels", true), ("n_videos", "videos", true),
        ("n_questions", "ask a question", true), ("n_calls_to_action", "call to do something", true),
        ("n_with_mentions", "mention somebody", true),
        ("n_weekend", "went up at a weekend (UTC)", true),
        ("median_chars", "characters, median", false), ("median_hashtags", "hashtags, median", false),
    ] %}
        select
            account_id,
            {{ loop.index }} as position,
            '{{ words }}' as what,
            {% for name, condition in [("best", "is_best"), ("worst", "not is_best")] %}
                max({{ column }}) filter (where {{ condition }}) as {{ name }},
            {% endfor %}
            {{ "true" if is_share else "false" }} as is_count

        from counted

        group by account_id

        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    account_id,
    position,
    what,
    best,
    worst,
    if(is_count, format('{:.0f} of 10', best), format('{:,.0f}', best)) as best_words,
    if(is_count, format('{:.0f} of 10', worst), format('{:,.0f}', worst)) as worst_words

from long

-- What neither has tells nothing.
where best > 0 or worst > 0
