{#- The ranges that names of columns promise: [[column, [lowest, highest]], ...]. -#}
{% macro ranges_of_names(names) -%}
    {%- set ranges = [] -%}
    {%- for name in names -%}
        {%- set is_share = name.endswith(("_share", "_accuracy")) or name == "roc_auc" -%}
        {%- if name.startswith("p_") or is_share -%}
            {%- do ranges.append([name, [0, 1]]) -%}
        {%- elif name.startswith("n_") or (name.endswith("_rate") and not name.startswith("is_") and "log" not in name) -%}
            {%- do ranges.append([name, [0, none]]) -%}
        {%- elif name == "ci_low" or name.endswith("_ci_low") -%}
            {%- do ranges.append([name, [none, name[:-3] ~ "high"]]) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(ranges) }}
{%- endmacro %}

{% macro range_in_words(low, high) -%}
    {%- set ends = [] -%}
    {%- if low is not none %}{% do ends.append("at least " ~ low) %}{% endif -%}
    {%- if high is not none %}{% do ends.append("at most " ~ high) %}{% endif -%}
    {{ ends | join(" and ") }}
{%- endmacro %}

{#- Null is within any range; nan, which sorts above every number, is within none. -#}
{% macro outside_range(column, low, high) -%}
    isnan(cast({{ column }} as double))
    {%- if low is not none %} or {{ column }} < {{ low }}{% endif -%}
    {%- if high is not none %} or {{ column }} > {{ high }}{% endif -%}
{%- endmacro %}
