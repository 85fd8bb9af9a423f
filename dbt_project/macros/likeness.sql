{#- Which post a plan became: see draft_matches. -#}

{#- The words of a text, each once. -#}
{% macro words_of(text) -%}
    list_filter(
        list_distinct(regexp_split_to_array(lower({{ text }}), '[^\p{L}\p{N}]+')),
        lambda word: word != ''
    )
{%- endmacro %}

{#- The share of the words of two texts that both have (Jaccard, 1912); null where a text has fewer
    than three, which say nothing. -#}
{% macro shared_words(one, other) -%}
    case
        when least(len({{ words_of(one) }}), len({{ words_of(other) }})) >= 3
            then len(list_intersect({{ words_of(one) }}, {{ words_of(other) }}))
            / len(list_distinct({{ words_of(one) }} || {{ words_of(other) }}))
    end
{%- endmacro %}

{#- Whether two posts are told apart: hardly a word in common, or where words do not tell, or only
    some are shared, another format. False where neither is known. -#}
{% macro is_another_post(media_type, caption, other_media_type, other_caption) -%}
    (
        coalesce({{ shared_words(caption, other_caption) }} < 0.1, false)
        or (
            coalesce({{ media_type }} != {{ other_media_type }}, false)
            and coalesce({{ shared_words(caption, other_caption) }} < 0.5, true)
        )
    )
{%- endmacro %}
