{% set zones %}
    select distinct timezone from {{ ref("int_drafts") }} where timezone != 'UTC'
{% endset %}
{{ select_overall_times(zones, ref("local_week_cells")) }}
