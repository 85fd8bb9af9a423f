{#- What was known of each post's account, lag_days before the post: one row per post; or,
    given a relation of `planned` posts (post_id, account_id, media_type, posted_at), one row
    per planned post. A planned post has no counts: it stands in the windows to look back,
    and adds only nulls, which no aggregate counts. Nor have the last days' posts, which it
    looks back on before they have collected what the history of a labelled post has. A post
    whose counts are hidden is history by its number, time and caption, not by its counts. A
    macro, because the sensitivity tables ask the same with other lags.

    With `likes_lag_days` likes and comments become known later than the post itself: what a
    planned post's history would have been, asked of past posts.

    `accounts` is a condition on account_id: whose posts are asked about. What everyone knows is
    of all accounts still. -#}
{% macro select_account_history(lag_days, planned=none, likes_lag_days=none, accounts="true") -%}
{%- set likes_known = "_likes_known" if likes_lag_days is not none else "" -%}
{%- set lags = {"": lag_days} -%}
{%- if likes_lag_days is not none -%}
    {%- do lags.update({likes_known: likes_lag_days}) -%}
{%- endif -%}
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
            case when posts.is_mature then posts.n_judged_likes + posts.n_judged_comments end
        {%- else -%}
            posts.n_judged_likes + posts.n_judged_comments
        {%- endif %} as n_engagements,
        {{ exact("ln(n_engagements + 1)") }} as log_engagement,
        {{ exact("ln((n_engagements + 1) / nullif(posts.n_followers, 0))") }} as log_rate,
        {{ exact("ln(captions.n_caption_chars + 1)") }} as log_caption_chars,
        {{ exact("ln(captions.n_hashtags + 1)") }} as log_hashtags

    from {{ ref("int_posts") }} as posts

    inner join {{ ref("int_caption_features") }} as captions
        on posts.post_id = captions.post_id

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
        count(log_rate) over account_past{{ likes_known }} as n_past_rates,
        count(went_up_at) over account_recent as n_recent_posts,
        count(log_engagement) over account_past{{ likes_known }} as n_known_posts,
        count(log_engagement) over account_recent{{ likes_known }} as n_known_recent_posts,
        count(log_engagement) over media_past{{ likes_known }} as n_known_media_posts,
        count(log_engagement) over media_recent{{ likes_known }} as n_known_recent_media_posts,
        avg(log_engagement) over account_past{{ likes_known }} as mean_log_engagement,
        avg({{ exact("log_engagement * log_engagement") }}) over account_past{{ likes_known }}
            as mean_squared_log_engagement,
        avg(log_engagement) over media_past{{ likes_known }} as media_mean_log_engagement,
        avg(log_engagement) over account_recent{{ likes_known }} as recent_mean_log_engagement,
        avg(log_engagement) over media_recent{{ likes_known }} as recent_media_mean_log_engagement,
        avg(log_rate) over account_past{{ likes_known }} as mean_log_rate,
        avg(log_caption_chars) over account_past as mean_log_caption_chars,
        avg(log_hashtags) over account_past as mean_log_hashtags,
        min(went_up_at) over account_past as first_posted_at,
        max(went_up_at) over account_past as last_posted_at,
        avg(cast(epoch(went_up_at) as bigint)) over account_past as mean_posted_epoch

    from measured

    window
        {% for suffix, days in lags.items() -%}
        account_past{{ suffix }} as (
            partition by account_id
            order by posted_at
            range between unbounded preceding
            and interval {{ days }} day preceding
            {{ "exclude group" if days == 0 }}
        ),
        account_recent{{ suffix }} as (
            partition by account_id
            order by posted_at
            range between interval {{ var("recent_days") }} day preceding
            and interval {{ days }} day preceding
            {{ "exclude group" if days == 0 }}
        ),
        media_past{{ suffix }} as (
            partition by account_id, media_type
            order by posted_at
            range between unbounded preceding
            and interval {{ days }} day preceding
            {{ "exclude group" if days == 0 }}
        ),
        media_recent{{ suffix }} as (
            partition by account_id, media_type
            order by posted_at
            range between interval {{ var("recent_days") }} day preceding
            and interval {{ days }} day preceding
            {{ "exclude group" if days == 0 }}
        ){{ "," if not loop.last }}
        {% endfor %}

    {% if planned %}
        qualify went_up_at is null
    {% endif %}

),

-- What an account's posts had in the middle, and last, after so many of them were known. Asked
-- in a window frame, one unknown count would make a median's cost grow with the square of the
-- account's posts; the known posts before a moment are always the first so many.
middles as (

    select
        account_id,
        row_number() over known_in_order as n_known_posts,
        median(n_engagements) over known_in_order as median_engagements,
        log_engagement as last_log_engagement

    from measured

    where n_engagements is not null

    window known_in_order as (
        partition by account_id
        order by posted_at, post_id
        rows between unbounded preceding and current row
    )

)

select
    looked_back.* exclude (account_id, posted_at),
    everyone.{{ "mean_mature_log_rate" if planned else "mean_log_rate" }} as everyone_mean_log_rate,
    middles.last_log_engagement,
    middles.median_engagements

from looked_back

asof left join {{ ref("int_everyone_rates") }} as everyone
    on
        looked_back.posted_at - interval {{ lags[likes_known] }} day
        {{ ">" if lags[likes_known] == 0 else ">=" }} everyone.posted_at

left join middles
    on
        looked_back.account_id = middles.account_id
        and looked_back.n_known_posts = middles.n_known_posts
{%- endmacro %}
