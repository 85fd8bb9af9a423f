-- The three changes of a planned post that go most with beating the account's own usual, beyond
-- noise and one of each kind, each in a sentence.
select
    draft_id,
    row_number() over (partition by draft_id order by difference desc, change) as position,
    change,
    p_high,
    difference,
    ci_low,
    ci_high,
    verdict,
    format(
        '{}: {:+.0f} point{}',
        upper(words[1]) || words[2:],
        100 * difference,
        if(round(100 * difference) = 1, '', 's')
    ) as sentence

from {{ ref("rpt_draft_alternatives") }}

where target = 'above_own_usual' and verdict = 'better'

qualify position <= 3
