{#- A concept of feature_concepts in words, with this draft's numbers. Reads columns of the
    draft's features and history; `n_usual_hashtags` and `n_usual_chars` are null without one. -#}
{% macro reason_phrase() -%}
    case concept
        when 'format' then case
            when is_video then 'it is a video'
            when is_carousel then 'it has several images'
            else 'it is a single image'
        end
        when 'caption length' then
            if(has_caption, format('{:,} characters', n_caption_chars), 'no caption')
            || {{ against_usual("n_caption_chars", "n_usual_chars") }}
        when 'hashtags' then
            {{ counted("n_hashtags", "hashtag") }}
            || {{ against_usual("n_hashtags", "n_usual_hashtags") }}
        when 'mentions' then {{ counted("n_mentions", "mention") }}
        when 'emoji' then case n_emoji when 0 then 'no emoji' else n_emoji || ' emoji' end
        when 'capitals' then format('{:.0f} % of the words in capitals', 100 * all_caps_share)
        when 'question' then if(has_question, 'it asks a question', 'it asks no question')
        when 'call to action' then case
            when has_call_to_action then 'it asks readers to act'
            when has_link_in_bio then 'it points to a link in the profile'
            else 'no call to action'
        end
        when 'hour' then
            'planned for '
            || strftime({{ local_time("planned_at", "coalesce(timezone, 'UTC')") }}, '%H:%M ')
            || coalesce(timezone, 'UTC')
        when 'weekday' then 'planned for a ' || dayname(planned_at) || ' (UTC)'
        when 'place' then if(has_location, 'a place is tagged', 'no place is tagged')
        when 'size' then case
            when has_followers then format('{:,} followers', n_followers)
            else 'followers not known'
        end
        when 'experience' then {{ counted("n_past_posts", "earlier post") }}
        when 'track record' then case
            when rates_weight > 0
                then format('your posts so far got {:.2f} % of followers', 100 * usual_rate)
            else 'no rates of earlier posts'
        end
        when 'format so far' then
            'your posts of this format against your others: '
            || {{ signed_percent("past_media_deviation") }}
        when 'recent form' then
            'your last month against your usual: ' || {{ signed_percent("recent_deviation") }}
        when 'ups and downs' then case
            when n_counted_posts > 1
                then format('your engagement varies {:.1f}-fold from post to post', exp(past_spread))
            else 'how much your engagement varies is not known'
        end
        when 'pace' then case
            when gap_days is null then 'no earlier post'
            else format('{:.0f} days since your last known post', gap_days)
        end
        else concept
    end
{%- endmacro %}

{% macro counted(n, thing) -%}
    case {{ n }}
        when 0 then 'no {{ thing }}s' when 1 then '1 {{ thing }}'
        else format('{:,} {{ thing }}s', {{ n }})
    end
{%- endmacro %}

{% macro against_usual(n, usual) -%}
    case
        when {{ usual }} is null then ''
        when round({{ usual }}) = {{ n }} then ', your usual'
        when round({{ usual }}) < {{ n }}
            then format(', {:,.0f} more than your usual', {{ n }} - round({{ usual }}))
        else format(', {:,.0f} fewer than your usual', round({{ usual }}) - {{ n }})
    end
{%- endmacro %}

{#- A difference of logarithms as a signed percentage. -#}
{% macro signed_percent(log_difference) -%}
    format('{:+.0f} %', 100 * (exp({{ log_difference }}) - 1))
{%- endmacro %}
