{#- The ends of a 95 % interval of the median of the rows' values: the k-th smallest and the k-th
    largest of n, k = n / 2 - 0.98 sqrt(n) rounded down. It is that of the sign test (Conover,
    Practical Nonparametric Statistics, 1999, 3.2) and asks for independent rows, nothing of
    their distribution; null where there are fewer than eight. -#}
{% macro median_low(value) -%}
    case
        when {{ rank_of_end(value) }} >= 1 then {{ sorted_list(value) }}[{{ rank_of_end(value) }}]
    end
{%- endmacro %}

{% macro median_high(value) -%}
    case
        when {{ rank_of_end(value) }} >= 1 then {{ sorted_list(value) }}[-{{ rank_of_end(value) }}]
    end
{%- endmacro %}

{% macro rank_of_end(value) -%}
    cast(floor((count({{ value }}) - 1.96 * sqrt(count({{ value }}))) / 2) as bigint)
{%- endmacro %}

{% macro sorted_list(value) -%}
    list_sort(list({{ value }}) filter (where {{ value }} is not null))
{%- endmacro %}

{#- The ends of an interval of `one` / `other`, two independent positive estimates given as the
    names of their columns without `_median`, `_low` and `_high`: the differences of the logs are
    squared and added (Zou and Donner, Statistics in Medicine 27, 2008, 1693-1702). -#}
{% macro ratio_low(one, other) -%}
    {{ one }}_median / {{ other }}_median * exp(-sqrt(
        pow(ln({{ one }}_median / {{ one }}_low), 2)
        + pow(ln({{ other }}_high / {{ other }}_median), 2)
    ))
{%- endmacro %}

{% macro ratio_high(one, other) -%}
    {{ one }}_median / {{ other }}_median * exp(sqrt(
        pow(ln({{ one }}_high / {{ one }}_median), 2)
        + pow(ln({{ other }}_median / {{ other }}_low), 2)
    ))
{%- endmacro %}

{#- The variance of the log of positive values, by their quartiles, which a few wild ones do not
    move: those of a normal distribution lie 1.349 standard deviations apart (Huber and Ronchetti,
    Robust Statistics, 2009, 5.1). Null where a quarter of the values are 0. -#}
{% macro log_variance(value) -%}
    pow(
        (
            ln(nullif(quantile_cont({{ value }}, 0.75), 0))
            - ln(nullif(quantile_cont({{ value }}, 0.25), 0))
        ) / 1.349,
        2
    )
{%- endmacro %}
