select
    *,
    {{ in_words("format") }} as format_words,
    {{ word_position("format") }} as position

from {{ ref("format_rates") }}
