select
    answers.target,
    {{ in_words("answers.target") }} as target_words,
    count(answers.is_high) as n_judged,
    count(*) filter (where answers.is_high) as n_high,
    count(*) filter (where not answers.is_high) as n_low,
    count(distinct outcomes.account_id) filter (where answers.is_high is not null) as n_accounts,
    {% for role in ["train", "embargo", "test"] %}
        count(*) filter (where answers.evaluation_role = '{{ role }}') as n_{{ role }},
        count(*) filter (where answers.evaluation_role = '{{ role }}' and answers.is_high)
            as n_{{ role }}_high,
    {% endfor %}
    {% for name, share in [("lower_quartile", 0.25), ("median", 0.5), ("upper_quartile", 0.75)] %}
        quantile_cont(outcomes.outcome, {{ share }}) filter (where answers.is_high is not null)
            as {{ name }},
    {% endfor %}
    max(fits.threshold) as threshold,
    max(fits.inverse_penalty) as inverse_penalty

from {{ ref("post_predictions") }} as answers

inner join {{ ref("int_post_outcomes") }} as outcomes
    on
        answers.post_id = outcomes.post_id
        and answers.target = outcomes.target

left join {{ ref("model_fits") }} as fits
    on
        answers.target = fits.target
        and fits.fit = 'evaluation'

group by answers.target
