-- Headings of what the served model's probabilities are worth on later posts.
with

-- Where nothing can be told of rates, the other question.
question as (

    select min(target) as target from {{ ref("rpt_confusion") }}

),

confusion as (

    select
        sum(n_called_high) filter (where actual = 'high') / nullif(sum(n_called_high), 0)
            as precision_share,
        sum(n_called_high) filter (where actual = 'high')
        / nullif(sum(n_called_high + n_called_low) filter (where actual = 'high'), 0)
            as found_share,
        sum(if(actual = 'high', n_called_high, n_called_low))
        / nullif(sum(n_called_high + n_called_low), 0) as right_share,
        greatest(
            sum(n_called_high + n_called_low) filter (where actual = 'high'),
            sum(n_called_high + n_called_low) filter (where actual = 'low')
        ) / nullif(sum(n_called_high + n_called_low), 0) as constant_share

    from {{ ref("rpt_confusion") }}

    where target = (select every_question.target from question as every_question)

),

-- The tenth of the scale whose mean is nearest to 70 %, if it holds twenty posts.
calibration as (

    select
        arg_min(p_high, abs(p_high - 0.7)) as p_high,
        arg_min(high_share, abs(p_high - 0.7)) as high_share,
        arg_min(
            case
                when p_high < ci_low then 'too careful'
                when p_high > ci_high then 'too sure'
                else 'right within noise'
            end,
            abs(p_high - 0.7)
        ) as verdict

    from {{ ref("rpt_calibration") }}

    where target = 'above_median' and n_posts >= 20

),

scores as (

    select
        median(p_high) filter (where is_high) as high_score,
        median(p_high) filter (where not is_high) as low_score

    from {{ ref("classifier_scores") }}

    where
        target = 'above_median'
        and protocol = 'by_time'
        and classifier = 'served'

),

counted as (

    select
        max(n_posts) as n_posts,
        max(n_accounts) as n_accounts

    from {{ ref("rpt_metrics") }}

    where target = 'above_median' and protocol = 'by_time'

)

select
    unnest(['curves', 'confusion', 'calibration', 'scores']) as name,
    unnest([
        coalesce(
            format(
                'Of the posts called high {:.0f} % were; {:.0f} % of the high ones are found',
                100 * precision_share, 100 * found_share
            ),
            'No post is called high'
        ),
        coalesce(
            format(
                '{:.0f} % of the calls on later posts ({}) were right; the commoner answer, '
                || 'always: {:.0f} %',
                100 * right_share, {{ in_words("question.target") }}, 100 * constant_share
            ),
            'No post was called'
        ),
        coalesce(
            format(
                'When it says {:.0f} %, {:.0f} % were high: {}',
                100 * p_high, 100 * high_share, verdict
            ),
            'Too few posts to check its percentages'
        ),
        coalesce(
            format(
                'Half of the high posts score over {:.0f} %, half of the low under {:.0f} %',
                100 * high_score, 100 * low_score
            ),
            'Not known yet'
        )
    ]) as finding,
    n_posts,
    n_accounts

from confusion

cross join question

cross join calibration

cross join scores

cross join counted
