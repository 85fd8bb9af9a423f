{#- Numbers as exports write them. -#}

{#- A count, with or without marks between its thousands: 2,446, 2.446 and 2 446 are one number,
    since no count has a fraction, unless other numbers of its file show that it has. -#}
{% macro exported_count(text, is_point_decimal, is_comma_decimal) -%}
    case
        when {{ whole_match(text, '-?\\d{1,18}(\\.0*)?') }} then {{ plain_number(text) }}
        when {{ text }} is not null
            then {{ whole_number(
                "case"
                ~ " when not " ~ is_point_decimal ~ " and " ~ whole_match(digits_of(text), '\\d{1,3}(\\.\\d{3})+(,\\d+)?')
                ~ " then replace(replace(" ~ digits_of(text) ~ ", '.', ''), ',', '.')"
                ~ " when not " ~ is_comma_decimal ~ " and " ~ whole_match(digits_of(text), '\\d{1,3}(,\\d{3})+(\\.\\d+)?')
                ~ " then replace(" ~ digits_of(text) ~ ", ',', '')"
                ~ " else replace(" ~ digits_of(text) ~ ", ',', '.')"
                ~ " end"
            ) }}
    end
{%- endmacro %}

{#- Without what some languages put between thousands: blanks and apostrophes. -#}
{% macro digits_of(text) -%}
    {{ return(replaced("trim(" ~ text ~ ")", "[\\s\\x{a0}\\x{202f}''’](\\d{3})", "\\1")) }}
{%- endmacro %}

{#- Nothing, dashes and a negative number say that a count is hidden. -#}
{% macro is_hidden(text, count) -%}
    (
        lower(coalesce(trim({{ text }}), '')) in ('', '--', '-', 'nan', 'none', 'null')
        or coalesce({{ count }} < 0, false)
    )
{%- endmacro %}

{#- A column of counts, null where it holds what nobody can count: less than nothing, or more than
    an account or a post could have. -#}
{% macro believed_count(column) -%}
    case when {{ column }} between 0 and {{ var("max_count") }} then {{ column }} end as {{ column }}
{%- endmacro %}

{#- A number that was written through a fraction: 1.80182E+16, 17902724751121134.0. Beyond 2^53 its
    last digits are lost. -#}
{% macro is_rounded(number) -%}
    coalesce({{ whole_match("trim(" ~ number ~ ")", '[\\d.,]+[eE][+]?\\d+|\\d{16,}[.,]0+') }}, false)
{%- endmacro %}

{% macro is_exact(number) -%}
    (not {{ is_rounded(number) }})
{%- endmacro %}

{#- Whether any of the numbers is written like this: an aggregate. -#}
{% macro has_number_like(pattern) -%}
    coalesce(bool_or({{ whole_match("value", pattern) }}), false)
{%- endmacro %}

{#- A column of raw records as a count, by the conventions of its file. -#}
{% macro told_count(column) -%}
    {{ exported_count("raw." ~ column, "conventions.is_point_decimal", "conventions.is_comma_decimal") }}
{%- endmacro %}
