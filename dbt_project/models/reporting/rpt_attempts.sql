select
    *,
    {{ in_words("target") }} as target_words,
    {{ in_words("attempt") }} as attempt_words

from {{ ref("model_attempts") }}
