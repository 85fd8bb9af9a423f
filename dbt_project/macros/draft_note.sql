{#- What somebody should know before they trust a draft's answer; null where there is
    nothing to say. Reads the columns of `answered` in draft_predictions. -#}
{% macro draft_note() -%}
    case
        when not is_fitted
            then 'Nothing could be learned from this export: the answer is the base rate.'
        when not is_known_account
            then 'This account is not in the warehouse: the answer is that of a first post, from the post alone.'
        when is_cold_start
            then 'No post of this account is known at that time: the answer is that of a first post.'
        when target = 'above_own_usual' and not has_usual
            then 'Fewer than {{ var("min_usual_posts") }} earlier posts: this account has no usual yet.'
    end
{%- endmacro %}
