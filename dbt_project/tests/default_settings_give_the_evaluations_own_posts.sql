-- Other choices can be compared with the evaluation: where the setting is the default, the
-- same posts train and test, under the same labels.
with

defaults as (

    select
        setting,
        target,
        post_id,
        role,
        is_high

    from {{ ref("sensitivity_labels") }}

    where
        (setting = 'label_maturity_days' and setting_value = {{ var("label_maturity_days") }})
        or (setting = 'threshold_quantile' and setting_value = {{ var("threshold_quantile") }})

),

settings as (

    select *

    from (
        values
        ('label_maturity_days', 'above_median'),
        ('label_maturity_days', 'above_own_usual'),
        ('threshold_quantile', 'above_median')
    ) as listed (setting, target)

),

evaluated as (

    select
        settings.setting,
        labels.target,
        labels.post_id,
        labels.role,
        labels.is_high

    from {{ ref("evaluation_labels") }} as labels

    inner join settings
        on labels.target = settings.target

    where labels.protocol = 'by_time' and {{ is_measured() }}

)

select
    coalesce(defaults.setting, evaluated.setting) as setting,
    coalesce(defaults.target, evaluated.target) as target,
    coalesce(defaults.post_id, evaluated.post_id) as post_id,
    defaults.role,
    evaluated.role as evaluated_role,
    defaults.is_high,
    evaluated.is_high as is_evaluated_high

from defaults

full join evaluated
    on
        defaults.setting = evaluated.setting
        and defaults.target = evaluated.target
        and defaults.post_id = evaluated.post_id

where
    defaults.role is distinct from evaluated.role
    or defaults.is_high is distinct from evaluated.is_high
