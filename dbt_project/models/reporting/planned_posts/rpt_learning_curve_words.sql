-- Is an account with few posts told better by its own posts and a reference together than by its
-- own alone?
with

lengths as (

    select
        n_earlier_posts,
        any_value(is_of_others) as is_of_others,
        {% for way in ["both", "reference", "own", "base rate"] %}
            100 * max(accuracy) filter (where way = '{{ way }}')
                as {{ way | replace(" ", "_") }}_right,
        {% endfor %}
        max(-log_loss_saved) filter (where way = 'own') as lost_alone,
        -- Over a few accounts an interval is no more than their differences.
        max(-log_loss_saved_ci_high) filter (
            where way = 'own' and n_accounts > {{ var("few_accounts") }}
        ) as lost_alone_at_least,
        max(-log_loss_saved_ci_low) filter (
            where way = 'own' and n_accounts > {{ var("few_accounts") }}
        ) as lost_alone_at_most,
        max(n_posts) as n_posts,
        max(n_accounts) as n_accounts,
        min(n_earlier_posts) over () as shortest,
        max(n_earlier_posts) over () as longest

    from {{ ref("rpt_learning_curve") }}

    group by n_earlier_posts

),

counted as (

    select
        count(*) as n_lengths,
        count(lost_alone_at_least) as n_with_intervals,
        count(*) filter (where lost_alone_at_least > 0) as n_better,
        count(*) filter (where lost_alone_at_most < 0) as n_worse,
        count(*) filter (where lost_alone > 0) as n_above,
        cast(sum(n_posts) as bigint) as n_posts,
        max(n_accounts) as n_accounts,
        coalesce(bool_or(is_of_others), false) as is_of_others,
        string_agg(
            format(
                'After {} posts: {:.0f} % told right by both, {:.0f} % by its own alone, {:.0f} % '
                || 'by the reference alone, {:.0f} % by its commoner answer so far.',
                n_earlier_posts,
                both_right,
                own_right,
                reference_right,
                base_rate_right
            ),
            ' ' order by n_earlier_posts
        ) filter (
            where n_earlier_posts in (shortest, longest)
        ) as right_words

    from lengths

)

select
    n_lengths,
    n_posts,
    n_accounts,
    is_of_others,
    right_words,
    case
        when n_lengths = 0 then 'How much a short history tells cannot be told yet'
        when n_with_intervals = 0
            then format(
                'A short history with what other accounts taught: less wrong than alone at {} '
                || 'of {} lengths, of too few accounts to be sure',
                n_above,
                n_lengths
            )
        when n_better > 0 and n_worse = 0
            then
                'A short history is told better with what other accounts taught than alone'
                || if(
                    n_better = n_lengths, '', format(' at {} of {} lengths', n_better, n_lengths)
                )
        when n_worse > 0
            then format(
                'A short history with what other accounts taught: better than alone at {} of {} '
                || 'lengths, worse at {}',
                n_better,
                n_lengths,
                n_worse
            )
        else
            'A short history is told no better with what other accounts taught, beyond noise'
    end as finding,
    case
        when not {{ is_measured() }}
            then
                'The evaluation was turned off for this build: make build EVALUATION=full '
                || 'measures it.'
        when n_lengths = 0
            then 'Accounts must have five judged posts and later ones, 30 of these in all.'
    end as missing_words

from counted
