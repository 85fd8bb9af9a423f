{% set zones %} select * from {{ ref("account_zones") }} {% endset %}
{% set hours %} ({{ select_account_hours(zones) }}) {% endset %}
{{ select_account_times(zones, hours, ref("local_overall_times")) }}
