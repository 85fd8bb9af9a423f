{#- Patterns that captions are searched with (RE2 syntax, on lower-case text unless
    said otherwise). Each sits inside a SQL string: a quote would be doubled. -#}

{% macro link_pattern() -%}
    https?://\S+|www\.\S+
{%- endmacro %}

{#- Not of digits alone. A mark makes no hashtag: a keycap is a sign with two of them. -#}
{% macro hashtag_pattern() -%}
    #\p{N}*[\p{L}_][\p{L}\p{M}\p{N}_]*
{%- endmacro %}

{#- The character before the sign keeps e-mail addresses out. -#}
{% macro mention_pattern() -%}
    (?:^|[^\p{L}\p{N}_.@])@[a-z0-9_][a-z0-9_.]*
{%- endmacro %}

{#- A sequence (skin tone, joined people, flag) is one emoji. Left out: letters in boxes (🆕), play
    buttons (▶️), tiles and cards, in 20 of the 8,234 captions of the Kaggle set. -#}
{% macro emoji_pattern() -%}
    {%- set sign = "[\\x{1F300}-\\x{1F3FA}\\x{1F400}-\\x{1FAFF}\\x{2600}-\\x{27BF}\\x{2B00}-\\x{2BFF}\\x{231A}-\\x{23FF}]" -%}
    {%- set suffix = "[\\x{1F3FB}-\\x{1F3FF}\\x{FE0F}]*" -%}
    [\x{1F1E6}-\x{1F1FF}]{2}|{{ sign }}{{ suffix }}(?:\x{200D}{{ sign }}{{ suffix }})*
{%- endmacro %}

{% macro call_to_action_pattern() -%}
    \b(?:comment (?:below|your|with|if)|(?:leave|drop) (?:a|your|us|me) (?:comment|like)|tag (?:a|an|your|someone|us|me|the)|double[- ]tap|(?:like|share|save|repost) (?:this|and|if)|follow (?:us|me|for|along|@)|swipe|(?:dm|message|call|text|email) (?:us|me|to)|(?:click|tap|hit|check out|visit) (?:the|our|my|this)|shop (?:now|the|our|my)|(?:sign|join) (?:up|us)|subscribe|register|book (?:now|your)|order (?:now|yours)|let (?:me|us) know|tell (?:me|us)|don.t (?:miss|forget)|giveaway|enter to win)
{%- endmacro %}

{% macro link_in_bio_pattern() -%}
    link\s*(?:is\s+)?(?:in|on)\s+(?:the\s+|my\s+|our\s+)?(?:bio|profile)|(?:bio|profile)\s+link|linkinbio|(?:link|enlace)\s+en\s+(?:la\s+|mi\s+|nuestra\s+)?bio|link\s+na\s+bio|lien\s+(?:en|dans la)\s+bio
{%- endmacro %}
