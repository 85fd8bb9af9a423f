{#- Half the width of a 95 percent interval, in standard errors. -#}
{% macro normal_95() -%}
    1.959963984540054
{%- endmacro %}

{#- The same where `n` intervals are to hold together: the normal quantile at 1 - 0.025 / n
    (Bonferroni) by the rational approximation 26.2.23 of Abramowitz and Stegun (1964), right to
    0.0005. -#}
{% macro normal_95_of(n) -%}
    {%- set t = "sqrt(-2 * ln(0.025 / greatest(" ~ n ~ ", 1)))" -%}
    (
        {{ t }} - (2.515517 + 0.802853 * {{ t }} + 0.010328 * pow({{ t }}, 2))
        / (1 + 1.432788 * {{ t }} + 0.189269 * pow({{ t }}, 2) + 0.001308 * pow({{ t }}, 3))
    )
{%- endmacro %}

{#- Half the width of the row's 95 percent interval, were all of `n` to hold together. -#}
{% macro joint_half_width(n) -%}
    {{ normal_95_of(n) }} / {{ normal_95() }} * (ci_high - ci_low) / 2
{%- endmacro %}

{#- The same for intervals that hold together for all alternatives of a kind of change: the
    normal quantile at 1 - 0.025 / n (Bonferroni), since the best of n is looked at. As many as there
    can be: where few are tried the interval is a little wide. -#}
{% macro joint_normal_95(change) -%}
    case {{ change }}
        when 'posted_at' then 3.6173636283355615
        when 'n_hashtags' then 2.690109527158867
        when 'n_caption_chars' then 2.638257273476751
        when 'media_type' then 2.241402727604947
        else {{ normal_95() }}
    end
{%- endmacro %}
