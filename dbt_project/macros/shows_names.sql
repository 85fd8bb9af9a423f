{#- Whether pages may show handles, captions and names of files: SHOW_ACCOUNT_NAMES, else the var. -#}
{% macro shows_names() -%}
    {{ env_var("SHOW_ACCOUNT_NAMES", "") or var("show_account_names") | lower }}
{%- endmacro %}

{#- The name of a file for a page: one may hold a handle. -#}
{% macro shown_file(source_file, name) -%}
    case
        when {{ shows_names() }} then {{ name }}
        else 'a file (' || left(sha256({{ source_file }}), 6) || ')'
    end
{%- endmacro %}
