{#- What somebody should know before they trust a draft's answer; null where there is
    nothing to say. Reads the columns of `checked` in draft_predictions. -#}
{% macro draft_note() -%}
    nullif(concat_ws(' ', {{ note_on_what_is_known() }}, {{ note_on_the_reference() }},
        {{ note_on_what_came_true() }}), '')
{%- endmacro %}

{% macro note_on_what_is_known() -%}
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
            then 'Fewer than {{ var("min_usual_posts") }} earlier posts'
                || if(
                    n_past_posts >= {{ var("min_usual_posts") }},
                    ' with likes and comments known', ''
                )
                || ': this account has no usual yet.'
    end
{%- endmacro %}

{#- A fit of few posts is mostly what posts of other accounts taught. -#}
{% macro note_on_the_reference() -%}
    case
        when is_fitted and is_judgeable and share_own < 1
            then format(
                '{} from the reference, posts of other accounts: {:,} {} can be learned from here so far.',
                if(share_own < 0.5, 'Mostly', 'Partly'),
                n_fit_posts,
                if(n_fit_posts = 1, 'post', 'posts')
            )
    end
{%- endmacro %}

{#- An interval on one side of the threshold, but not the word for it. -#}
{% macro note_on_what_came_true() -%}
    case
        when is_word_kept or interval_verdict not like 'probably%' then null
        when not is_fitted or (target = 'above_own_usual' and not has_usual) then null
        when hit_rate is null
            then 'Its interval says ' || interval_verdict || ', but no past post was told so, and '
                || 'nothing shows that such words come true.'
        else format(
            'Its interval says {}, but of {:,} past posts told so {:.0f} % [{:.0f}, {:.0f}] '
            || 'came true, which does not show that it beats a coin.',
            interval_verdict,
            n_told_posts,
            100 * hit_rate,
            100 * hit_rate_ci_low,
            100 * hit_rate_ci_high
        )
    end
{%- endmacro %}
