-- Each planted leak, what it would add, and which guards see it.
select
    target,
    {{ in_words("target") }} as target_words,
    leak,
    strength,
    any_value(gain) as gain,
    coalesce(
        string_agg({{ in_words("guard") }}, ', ' order by guard) filter (where is_caught), 'none'
    ) as caught_by,
    bool_or(is_caught) as is_caught

from {{ ref("planted_leaks") }}

group by all
