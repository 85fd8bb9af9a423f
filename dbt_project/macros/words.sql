{#- What the pages call a name (or its place among names of its kind): from the seed `words`,
    and the name itself where the seed has none. -#}
{% macro in_words(name) -%}
    coalesce(
        (
            select dictionary.words
            from {{ ref("words") }} as dictionary
            where dictionary.name = {{ name }}
        ),
        cast({{ name }} as varchar)
    )
{%- endmacro %}

{% macro word_position(name) -%}
    (
        select dictionary.position
        from {{ ref("words") }} as dictionary
        where dictionary.name = {{ name }}
    )
{%- endmacro %}
