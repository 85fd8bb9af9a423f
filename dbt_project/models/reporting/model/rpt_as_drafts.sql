with

measured as (

    select
        target,
        {{ metric("roc_auc") }} as auc,
        {{ metric("roc_auc", "ci_low") }} as auc_ci_low,
        {{ metric("roc_auc", "ci_high") }} as auc_ci_high,
        {{ metric("accuracy") }} as accuracy,
        {{ metric("accuracy", "ci_low") }} as accuracy_ci_low,
        {{ metric("accuracy", "ci_high") }} as accuracy_ci_high,
        {{ metric("best_constant_accuracy") }} as best_constant_accuracy,
        {{ metric("gain_over_constant") }} as gain,
        {{ metric("gain_over_constant", "ci_low") }} as gain_ci_low,
        {{ metric("gain_over_constant", "ci_high") }} as gain_ci_high,
        max(n_posts) as n_posts,
        any_value(early_counts) as early_counts

    from {{ ref("as_draft_metrics") }}

    where verdict = 'any'

    group by target

),

with_all_likes as (

    select
        target,
        value as auc

    from {{ ref("model_metrics") }}

    where
        protocol = 'by_time'
        and classifier = 'served'
        and metric = 'roc_auc'

)

select
    measured.*,
    {{ in_words("measured.target") }} as target_words,
    case
        when measured.auc is null then 'Told as planned posts: not known yet'
        when round(measured.auc, 2) >= round(with_all_likes.auc, 2)
            then format('Told as planned posts it does as well: AUC {:.2f}', measured.auc)
        else format(
            'Told as planned posts it does less well: AUC {:.2f} rather than {:.2f}',
            measured.auc,
            with_all_likes.auc
        )
    end as finding,
    'The same later posts, answered as drafts are: '
    || case measured.early_counts
        when 'none' then 'no account had posts in the week before.'
        when 'read' then 'posts of the week before stand with what they had then.'
        when 'simulated'
            then 'what posts of the week before had then is drawn from growth (one reading).'
        else
            'posts of the week before stand with what they had then, or what is drawn from growth.'
    end as early_words

from measured

left join with_all_likes
    on measured.target = with_all_likes.target
