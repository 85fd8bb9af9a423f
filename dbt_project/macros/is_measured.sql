{#- Whether EVALUATION asks for more than the served tables. -#}
{% macro is_measured() -%}
    {{ "false" if (env_var("EVALUATION", "") or var("evaluation")) == "none" else "true" }}
{%- endmacro %}
