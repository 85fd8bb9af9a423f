{#- A number from 0 to n - 1 that depends on the text and a salt only: the same on every
    machine, in every run, in whatever order the rows come. -#}
{% macro bucket(text, salt, n) -%}
    cast(md5_number_lower('{{ salt }}' || {{ text }}) % {{ n }} as integer)
{%- endmacro %}

{#- The account is one of those that evaluation works on: all of them, or beyond
    evaluation_max_posts a sample. Whole accounts: half an account would be half a history. -#}
{% macro is_evaluated(account_id) -%}
    {{ bucket(account_id, "evaluation", 10000) }}
    < 10000 * {{ var("evaluation_max_posts") }} / (
        select greatest(count(*), 1)
        from {{ ref("split_labels") }}
        where protocol = 'serving' and target = 'above_own_usual'
    )
{%- endmacro %}
