select
    *,
    {{ in_words("target") }} as target_words,
    {{ in_words("guard") }} as guard_words

from {{ ref("guards") }}
