{% set zones %}
    select
        account_id,
        'UTC' as timezone
    from {{ ref("int_accounts") }}
{% endset %}
{{ select_account_hours(zones) }}
