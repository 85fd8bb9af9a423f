{#- Figures as people read them; 'not known' where there is none. -#}
{% macro as_percent(value, digits=1) -%}
    coalesce({{ formatted("{:." ~ digits ~ "f} %", ["100 * (" ~ value ~ ")"]) }}, 'not known')
{%- endmacro %}

{% macro as_decimal(value, digits=2) -%}
    coalesce({{ formatted("{:." ~ digits ~ "f}", [value]) }}, 'not known')
{%- endmacro %}

{#- An estimate with its interval. -#}
{% macro as_interval(value, low, high, digits=3) -%}
    {%- set number = "{:." ~ digits ~ "f}" -%}
    coalesce(
        {{ formatted(number ~ " [" ~ number ~ ", " ~ number ~ "]", [value, low, high]) }},
        {{ as_decimal(value, digits) }}
    )
{%- endmacro %}

{#- A whole number with separators: 11,692. -#}
{% macro as_count(value) -%}
    {{ formatted("{:,}", ["cast(" ~ value ~ " as bigint)"]) }}
{%- endmacro %}

{#- A count of which two digits are worth reading: 1,461.2 is 1,500. -#}
{% macro rounded_count(value) -%}
    {{ as_count(
        "round(" ~ value ~ ", 1 - cast(floor(log10(greatest(" ~ value ~ ", 10))) as integer))"
    ) }}
{%- endmacro %}

{#- How one estimate compares with another, each given as the name of its interval's columns
    without `_low` and `_high`: it has a direction only where the intervals do not overlap,
    which is stricter than a test of the difference. -#}
{% macro compared(one, other) -%}
    case
        when {{ one }}_low > {{ other }}_high then 'higher'
        when {{ one }}_high < {{ other }}_low then 'lower'
        when {{ one }}_low is not null and {{ other }}_low is not null
            then 'no different beyond noise'
        else 'not compared'
    end
{%- endmacro %}

{#- An AUC, or the words for one that could be chance. -#}
{% macro as_auc(value, low) -%}
    case
        when {{ value }} is null then 'not known'
        when {{ low }} is null then 'AUC ' || {{ as_decimal(value) }} || ', without an interval'
        when {{ low }} > 0.5 then 'AUC ' || {{ as_decimal(value) }}
        else 'no better than chance'
    end
{%- endmacro %}

{#- The 97.5 % quantile of Student's t, by Cornish and Fisher's expansion: right to 0.3 % from
    four degrees of freedom on. -#}
{% macro t_quantile(degrees) -%}
    (
        1.959964 + 2.372271 / ({{ degrees }}) + 2.822499 / pow({{ degrees }}, 2)
        + 2.555855 / pow({{ degrees }}, 3)
    )
{%- endmacro %}
