-- What the words are worth that drafts are told: of known accounts, since first posts are few.
select
    hits.target,
    {{ in_words("hits.target") }} as target_words,
    hits.verdict,
    {{ word_position("hits.verdict") }} as position,
    hits.value as hit_rate,
    hits.ci_low,
    hits.ci_high,
    told.value as told_rate,
    hits.n_posts,
    hits.n_accounts,
    hits.verdict like 'probably%' and hits.ci_low <= 0.5 as is_withdrawn

from {{ ref("as_draft_metrics") }} as hits

inner join {{ ref("as_draft_metrics") }} as told
    on
        hits.target = told.target
        and hits.history = told.history
        and hits.verdict = told.verdict
        and told.metric = 'told_rate'

where hits.metric = 'hit_rate' and hits.history = 'known'
