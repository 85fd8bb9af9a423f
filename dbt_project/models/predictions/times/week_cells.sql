{% set noise %}
    select
        {{ sum_in_order("pow(deviation, 2)") }} / nullif(count(*) - count(distinct account_id), 0)
            as noise_variance
    from {{ ref("int_post_deviations") }}
{% endset %}
{{ select_week_cells("select 'UTC' as timezone", noise) }}
