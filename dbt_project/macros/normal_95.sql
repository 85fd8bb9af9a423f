{#- Half the width of a 95 percent interval, in standard errors. -#}
{% macro normal_95() -%}
    1.959963984540054
{%- endmacro %}

{#- The same for intervals that hold together for all alternatives of a kind of change: the
    normal quantile at 1 - 0.025 / n (Bonferroni), since the best of n is looked at. -#}
{% macro joint_normal_95(change) -%}
    case {{ change }}
        when 'posted_at' then 3.6173636283355615
        when 'n_hashtags' then 2.690109527158867
        when 'n_caption_chars' then 2.638257273476751
        when 'media_type' then 2.241402727604947
        else {{ normal_95() }}
    end
{%- endmacro %}
