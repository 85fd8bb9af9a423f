{#- What somebody should know before they trust a draft's answer; null where there is
    nothing to say. Reads the columns of `answered` in draft_predictions. -#}
{% macro draft_note() -%}
    case
        when not is_judgeable
            then 'Followers are not known, so there is no rate to tell: this is the base rate. '
                || 'Add the column followers.'
        when not is_fitted
            then 'The export holds too little to learn this from: this is the base rate.'
        when not is_known_account and target = 'above_own_usual'
            then 'This account is not in the warehouse and has no usual yet: read this as the '
                || 'answer for a first post.'
        when not is_known_account
            then 'This account is not in the warehouse: the answer is that of a first post, from '
                || 'the post and the followers given.'
        when is_cold_start
            then 'No post of this account is known a day before: the answer is that of a first '
                || 'post.'
        when target = 'above_own_usual' and not has_usual
            then 'Fewer than {{ var("min_usual_posts") }} earlier posts: this account has no usual yet.'
    end
{%- endmacro %}
