-- The reference is one of other accounts of this warehouse where it has enough of them: of the
-- Kaggle set the bundled one was learned, and saw the accounts.
with

curve as (

    select
        *,
        bool_or(told_by = 'both, reference of other accounts')
            over (partition by target, n_earlier_posts) as is_of_others

    from {{ ref("learning_curve") }}

),

chosen as (

    select
        *,
        case
            when told_by in ('base rate', 'own') then told_by
            when is_of_others and told_by = 'both, reference of other accounts' then 'both'
            when is_of_others and told_by = 'reference of other accounts' then 'reference'
            when not is_of_others and told_by in ('both', 'reference') then told_by
        end as way

    from curve

)

select
    target,
    n_earlier_posts,
    way,
    case way when 'both' then 1 when 'reference' then 2 when 'own' then 3 else 4 end as position,
    any_value(is_of_others) as is_of_others,
    {% for measured in ["accuracy", "log_loss", "roc_auc"] %}
        {{ metric(measured) }} as {{ measured }},
        {{ metric(measured, "ci_low") }} as {{ measured }}_ci_low,
        {{ metric(measured, "ci_high") }} as {{ measured }}_ci_high,
    {% endfor %}
    {% for column, end in [("value", ""), ("ci_low", "_ci_low"), ("ci_high", "_ci_high")] %}
        max({{ column }}) filter (
            where metric = if(is_of_others, 'log_loss_saved_of_others', 'log_loss_saved')
        ) as log_loss_saved{{ end }},
    {% endfor %}
    max(n_posts) as n_posts,
    max(n_accounts) as n_accounts

from chosen

where way is not null

group by all
