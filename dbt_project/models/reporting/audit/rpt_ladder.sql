select
    *,
    {{ in_words("'ladder step ' || step") }} as step_words,
    starts_with(description, 'HEADLINE') as is_headline

from {{ ref("leakage_ladder") }}
