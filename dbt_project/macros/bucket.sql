{#- A number from 0 to n - 1 that depends on the text and a salt only: the same on every
    machine, in every run, in whatever order the rows come. -#}
{% macro bucket(text, salt, n) -%}
    cast({{ md5_half("'" ~ salt ~ "' || " ~ text) }} % {{ n }} as integer)
{%- endmacro %}

{#- The account is one of those that evaluation works on: all of them, or beyond
    evaluation_max_posts a sample. Whole accounts: half an account would be half a history. -#}
{% macro is_evaluated(account_id) -%}
    {{ is_sampled(account_id, var("evaluation_max_posts")) }}
{%- endmacro %}

{#- The account is in the sample of about so many posts. A larger sample holds the smaller ones. -#}
{% macro is_sampled(account_id, max_posts) -%}
    {{ account_id }} in (
        select account_id
        from {{ ref("int_account_sample") }}
        where n_posts_before < {{ max_posts }}
    )
{%- endmacro %}
