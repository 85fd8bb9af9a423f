{#- What was known of each post's account, lag_days before the post: one row per post; or,
    given a relation of `planned` posts (post_id, account_id, media_type, posted_at), one row
    per planned post. A planned post has no counts: it stands in the windows to look back,
    and adds only nulls, which no aggregate counts. A post whose counts are hidden is history by
    its number, time and caption, not by its counts. A macro, because the sensitivity tables ask
    the same with other lags.

    A planned post looks back on posts that still collect likes. What they have is raised to what
    they will have (marts.young_posts), and weighs less, the younger it is. With `as_planned`
    past posts look back the same way, on the counts that there were or may have been then
    (marts.early_estimates): each band of age has a frame of its own.

    `accounts` is a condition on account_id: whose posts are asked about. What everyone knows is
    of all accounts still. -#}
{% macro select_account_history(lag_days, planned=none, as_planned=false, accounts="true") -%}
{%- set is_weighted = planned or as_planned -%}
{%- set likes_lag_days = var("label_maturity_days") if as_planned else lag_days -%}
{%- set known = "_final" if as_planned else "" -%}
{%- set bands, frames = [], [] -%}
{%- do add_frames_before(frames, lag_days) -%}
{%- if as_planned -%}
    {%- do add_young_bands(bands, lag_days) -%}
    {%- do add_frames_before(frames, likes_lag_days, "_final") -%}
    {%- do add_frames_of_bands(frames, bands) -%}
{%- endif -%}
{%- set sums = [known, bands, is_weighted] -%}
{%- if planned -%}
    {%- set accounts = "posts.account_id in (select account_id from " ~ planned ~ ")" -%}
{%- endif -%}
with

measured as (

    select
        posts.post_id,
        posts.account_id,
        posts.media_type,
        posts.posted_at,
        posts.posted_at as went_up_at,
        case when posts.n_judged_likes + posts.n_judged_comments is not null then posts.posted_at end
            as counted_at,
        {% if planned -%}
            case
                when posts.is_mature then posts.n_judged_likes + posts.n_judged_comments
                else young.final_engagements
            end
        {%- else -%}
            posts.n_judged_likes + posts.n_judged_comments
        {%- endif %} as n_engagements,
        {{ exact("ln(n_engagements + 1)") }} as log_engagement,
        {{ exact("ln((n_engagements + 1) / nullif(posts.n_followers, 0))") }} as log_rate,
        {{ exact("log_engagement * log_engagement") }} as squared_log_engagement,
        {% if is_weighted -%}
            {{ exact("coalesce(young.weight, 1)" if planned else "1") }} as weight,
        {% endif -%}
        {% for from_hours, _ in bands -%}
            early.is_simulated_{{ from_hours }},
            {{ exact("early.log_engagement_" ~ from_hours) }} as log_engagement_{{ from_hours }},
            {{ exact("early.weight_" ~ from_hours) }} as weight_{{ from_hours }},
        {% endfor -%}
        {{ exact("ln(captions.n_caption_chars + 1)") }} as log_caption_chars,
        {{ exact("ln(captions.n_hashtags + 1)") }} as log_hashtags

    from {{ ref("int_posts") }} as posts

    inner join {{ ref("int_caption_features") }} as captions
        on posts.post_id = captions.post_id

    {% if planned -%}
        left join {{ ref("young_posts") }} as young
            on posts.post_id = young.post_id
    {% elif as_planned -%}
        left join ({{ early_by_post(bands) }}) as early
            on posts.post_id = early.post_id
    {% endif %}

    where {{ accounts }}

    {% if planned %}
        union all by name

        select
            post_id,
            account_id,
            media_type,
            posted_at

        from {{ planned }}
    {% endif %}

),

-- Sums of decimals are exact in any order (see the macro `exact`); their averages
-- are what a feature may know: nothing within the lag, nothing later.
looked_back as (

    select
        post_id,
        account_id,
        posted_at,
        count(went_up_at) over account_past as n_past_posts,
        -- Those that make a usual: their counts are known, or will be.
        count(counted_at) over account_past as n_counted_posts,
        count(n_engagements) over account_past as n_known_posts,
        count(n_engagements) over account_past{{ known }} as n_final_posts,
        count(went_up_at) over account_recent as n_recent_posts,
        {{ known_number("log_rate", "account_past", *sums) }} as rates_weight,
        {{ known_number("log_engagement", "account_past", *sums) }} as known_weight,
        {{ known_number("log_engagement", "account_recent", *sums) }} as recent_weight,
        {{ known_number("log_engagement", "media_past", *sums) }} as media_weight,
        {{ known_number("log_engagement", "media_recent", *sums) }} as recent_media_weight,
        {{ known_mean("log_rate", "account_past", *sums) }} as mean_log_rate,
        {{ known_mean("log_engagement", "account_past", *sums) }} as mean_log_engagement,
        {{ known_mean("squared_log_engagement", "account_past", *sums) }}
            as mean_squared_log_engagement,
        {{ known_mean("log_engagement", "account_recent", *sums) }} as recent_mean_log_engagement,
        {{ known_mean("log_engagement", "media_past", *sums) }} as media_mean_log_engagement,
        {{ known_mean("log_engagement", "media_recent", *sums) }}
            as recent_media_mean_log_engagement,
        {% if as_planned -%}
            {{ last_known(bands) }} as last_known_log_engagement,
            {{ young_number("is_simulated", bands) }} as n_young_posts,
            {{ young_number("nullif(is_simulated, false)", bands) }} as n_simulated_posts,
        {% endif -%}
        {{ exact_mean("log_caption_chars", "account_past") }} as mean_log_caption_chars,
        {{ exact_mean("log_hashtags", "account_past") }} as mean_log_hashtags,
        min(went_up_at) over account_past as first_posted_at,
        max(went_up_at) over account_past as last_posted_at,
        avg({{ rounded(epoch_seconds("went_up_at")) }}) over account_past as mean_posted_epoch

    from measured

    window
        {{ windows_over(frames) }}

    {% if planned %}
        qualify went_up_at is null
    {% endif %}

),

-- What an account's posts had in the middle, and last, after so many of them were known. Asked
-- in a window frame, one unknown count would make a median's cost grow with the square of the
-- account's posts; the known posts before a moment are always the first so many.
in_order as (

    select
        *,
        row_number() over known_in_order as place,
        {{ number_at_share("n_engagements", 0.5) }} over known_in_order as median_engagements

    from measured

    where n_engagements is not null

    window known_in_order as (
        partition by account_id
        order by posted_at, post_id
        rows between unbounded preceding and current row
    )

){% if as_planned %},

early_middles as (

    {{ early_middles(bands) }}

)
{% endif %}

select
    {{ all_but(
        ["account_id", "posted_at", "n_final_posts"]
        + (["last_known_log_engagement"] if as_planned else []),
        "looked_back"
    ) }},
    {% for number in ["log_rate", "log_engagement"] -%}
        everyone.mean_{{ "mature_" if planned }}{{ number }} as everyone_mean_{{ number }},
    {% endfor -%}
    {% if as_planned -%}
        coalesce(looked_back.last_known_log_engagement, in_order.log_engagement)
            as last_log_engagement,
        coalesce(early_middles.median_engagements, in_order.median_engagements)
            as median_engagements
    {%- else -%}
        in_order.log_engagement as last_log_engagement,
        in_order.median_engagements
    {%- endif %}

from looked_back

{{ asof_join_all(
    ref("int_everyone_means"),
    "everyone",
    "looked_back",
    "post_id",
    "looked_back.posted_at - interval " ~ likes_lag_days ~ " day",
    ">" if likes_lag_days == 0 else ">=",
    "posted_at"
) }}

left join in_order
    on
        looked_back.account_id = in_order.account_id
        and looked_back.n_final_posts = in_order.place

{% if as_planned %}
    left join early_middles
        on looked_back.post_id = early_middles.post_id
{% endif %}
{%- endmacro %}
