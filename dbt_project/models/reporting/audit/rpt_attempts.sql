select
    *,
    {{ in_words("target") }} as target_words,
    {{ in_words("protocol") }} as protocol_words,
    {{ in_words("attempt") }} as attempt_words,
    {{ word_position("protocol") }} as protocol_position,
    coalesce(gain_ci_low > 0, false) as is_better

from {{ ref("model_attempts") }}
