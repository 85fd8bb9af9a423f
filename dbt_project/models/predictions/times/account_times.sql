{% set zones %}
    select
        account_id,
        'UTC' as timezone,
        cast(0 as double) as ahead_hours
    from {{ ref("int_accounts") }}
{% endset %}
{{ select_account_times(zones, ref("account_hours"), ref("overall_times")) }}
