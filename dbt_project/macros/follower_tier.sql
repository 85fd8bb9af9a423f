{#- The tiers that industry benchmarks use. -#}
{% macro follower_tier(n_followers) -%}
    case
        when {{ n_followers }} is null then 'unknown'
        when {{ n_followers }} < 10000 then 'nano'
        when {{ n_followers }} < 100000 then 'micro'
        when {{ n_followers }} < 500000 then 'mid'
        when {{ n_followers }} < 1000000 then 'macro'
        else 'mega'
    end
{%- endmacro %}
