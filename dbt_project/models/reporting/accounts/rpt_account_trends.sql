-- An account's newest posts that came of age, and as many before them.
with

judged as (

    select
        account_id,
        post_id,
        n_judged_engagements,
        row_number() over (partition by account_id order by posted_at desc, post_id) as place,
        count(*) over (partition by account_id) as n_account_judged,
        least({{ var("trend_posts") }}, n_account_judged // 2) as n_compared

    from {{ ref("rpt_account_posts") }}

    where n_judged_engagements is not null and outcome != 'too young to say'

),

-- One more than counted, so that there is always a ratio.
halves as (

    select
        account_id,
        any_value(n_account_judged) as n_judged,
        any_value(n_compared) as n_compared,
        {% for name, condition in [
            ("newer", "place <= n_compared"), ("older", "place between n_compared + 1 and 2 * n_compared")
        ] %}
            {% set value = "case when " ~ condition ~ " then n_judged_engagements + 1 end" %}
            median({{ value }}) as {{ name }}_median,
            {{ median_low(value) }} as {{ name }}_low,
            {{ median_high(value) }} as {{ name }}_high,
        {% endfor %}
        median(case when place <= {{ var("trend_posts") }} then n_judged_engagements end) as usual

    from judged

    group by all

)

select
    account_id,
    n_judged,
    n_compared,
    usual as usual_engagements,
    newer_median / older_median as trend,
    {{ ratio_low("newer", "older") }} as trend_ci_low,
    {{ ratio_high("newer", "older") }} as trend_ci_high

from halves
