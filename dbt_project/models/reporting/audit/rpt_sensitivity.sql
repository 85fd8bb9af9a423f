select
    *,
    {{ in_words("target") }} as target_words,
    {{ in_words("setting") }} as setting_words,
    {{ word_position("setting") }} as position

from {{ ref("sensitivity") }}
