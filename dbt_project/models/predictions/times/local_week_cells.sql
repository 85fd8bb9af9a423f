{% set zones %}
    select distinct timezone from {{ ref("int_drafts") }} where timezone != 'UTC'
{% endset %}
{% set noise %}
    select any_value(noise_variance) as noise_variance from {{ ref("week_cells") }}
{% endset %}
{{ select_week_cells(zones, noise) }}
