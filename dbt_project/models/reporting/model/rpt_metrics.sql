select
    *,
    {{ in_words("target") }} as target_words,
    {{ in_words("protocol") }} as protocol_words,
    {{ in_words("classifier") }} as classifier_words,
    {{ word_position("protocol") }} as protocol_position,
    {{ word_position("classifier") }} as classifier_position

from {{ ref("model_metrics") }}
