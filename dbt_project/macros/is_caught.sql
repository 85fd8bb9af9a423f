{#- Whether a guard strikes: its value lies beyond its limit by more standard errors than chance
    explains, on enough posts and accounts for that to mean something. -#}
{% macro is_caught(result) -%}
    coalesce(
        {{ result }}.value - {{ var("guard_std_errors") }} * {{ result }}.std_error
        > {{ result }}.auc_limit
        and {{ result }}.n_posts >= {{ var("guard_min_posts") }}
        and {{ result }}.n_accounts >= {{ var("guard_min_accounts") }},
        false
    )
{%- endmacro %}
