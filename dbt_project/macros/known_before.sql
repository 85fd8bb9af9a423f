{#- The windows and sums of select_account_history. A macro that lists something adds it to a list
    that it is given. -#}

{#- The bands of age, hours from and to, of posts that are old enough to say something, too young to
    be judged, and not within the lag. -#}
{% macro add_young_bands(bands, lag_days) -%}
    {%- set maturity = 24 * var("label_maturity_days") | int -%}
    {%- for from_hours, to_hours in [(24, 48), (48, 72), (72, 120), (120, 168)] -%}
        {%- if 24 * lag_days | int <= from_hours < maturity -%}
            {%- do bands.append((from_hours, [to_hours, maturity] | min)) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{#- Frames over an account's posts, and over those of one media type, that end so many days before
    a post: name, columns of the partition, start and end. -#}
{% macro add_frames_before(frames, days, suffix="") -%}
    {#- Nothing of a post's own moment where the lag is none: times are counted in microseconds.
        Spark wants both ends of a frame in one unit. -#}
    {%- set end = "interval " ~ (days ~ " day" if days else "1 microsecond") -%}
    {%- set recent = var("recent_days") ~ " day" if days else (86400 * var("recent_days")) ~ " second" -%}
    {%- set extents = {"past": "unbounded", "recent": "interval " ~ recent} -%}
    {%- for scope, columns in {"account": "account_id", "media": "account_id, media_type"}.items() -%}
        {%- for extent, start in extents.items() -%}
            {%- set name = scope ~ "_" ~ extent ~ suffix -%}
            {%- do frames.append((name, columns, start, end)) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{#- The same for the posts of each band of age; an age at which a band begins belongs to it. -#}
{% macro add_frames_of_bands(frames, bands) -%}
    {%- for scope, columns in {"account": "account_id", "media": "account_id, media_type"}.items() -%}
        {%- for from_hours, to_hours in bands -%}
            {%- set start = "interval '" ~ (to_hours * 3600 * 10 ** 6 - 1) ~ "' microsecond" -%}
            {%- set name = scope ~ "_" ~ from_hours -%}
            {%- do frames.append((name, columns, start, "interval " ~ from_hours ~ " hour")) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{#- Each frame as a window. -#}
{% macro windows_over(frames) -%}
    {%- for name, columns, start, end in frames -%}
        {{ name }} as (
            partition by {{ columns }}
            order by posted_at
            range between {{ start }} preceding and {{ end }} preceding
        ){{ "," if not loop.last }}
    {% endfor -%}
{%- endmacro %}

{#- The rows of marts.early_estimates with a column for each band: one row per post. -#}
{% macro early_by_post(bands) -%}
    select
        {% for from_hours, _ in bands -%}
            {%- for column in ["is_simulated", "log_engagement", "weight"] -%}
                any_value({{ column }}) filter (where from_hours = {{ from_hours }})
                    as {{ column }}_{{ from_hours }},
            {% endfor -%}
        {%- endfor -%}
        post_id
    from {{ ref("early_estimates") }}
    group by post_id
{%- endmacro %}

{#- The middle of final and early counts together: one row per post with at most 200 known ones
    before it. Among more, early ones hardly move it, and it is that of the final ones. -#}
{% macro early_middles(bands) -%}
    select
        later.post_id,
        median(
            case
                when earlier.place <= later.n_final_posts then earlier.n_engagements
                {% for from_hours, to_hours in bands -%}
                when later.posted_at - interval {{ to_hours }} hour < earlier.posted_at
                    then exp(earlier.log_engagement_{{ from_hours }}) - 1
                {% endfor -%}
            end
        ) as median_engagements

    from looked_back as later

    inner join in_order as earlier
        on
            later.account_id = earlier.account_id
            and later.n_known_posts >= earlier.place

    where later.n_known_posts <= 200 and earlier.place <= 200

    group by later.post_id
{%- endmacro %}

{#- How many posts of a frame have the number; where young ones weigh less, their weights. -#}
{% macro known_number(number, frame, known, bands, is_weighted) -%}
    {%- if is_weighted -%}
        cast({{ sum_over_bands("case when number is not null then weight end",
            number, frame, known, bands) }} as double)
    {%- else -%}
        count({{ number }}) over {{ frame }}
    {%- endif -%}
{%- endmacro %}

{#- Their mean, weighted. -#}
{% macro known_mean(number, frame, known, bands, is_weighted) -%}
    {%- if is_weighted -%}
        cast({{ sum_over_bands(exact("number * weight"), number, frame, known, bands) }} as double)
    {%- else -%}
        cast(sum({{ number }}) over {{ frame }} as double)
    {%- endif %}
    / nullif({{ known_number(number, frame, known, bands, is_weighted) }}, 0)
{%- endmacro %}

{#- The sum over a frame of what has its final count, and over the frames of the bands of what had
    an early one. -#}
{% macro sum_over_bands(summed, number, frame, known, bands) -%}
    coalesce(sum({{ summed | replace("number", number) }}) over {{ frame }}{{ known }}, 0)
    {%- for from_hours, _ in bands -%}
        {%- set early = "log_engagement_" ~ from_hours -%}
        {%- set number_then = {
            "log_engagement": early,
            "log_rate": "(log_rate - log_engagement + " ~ early ~ ")",
            "squared_log_engagement": exact(early ~ " * " ~ early),
        }[number] %}
    + coalesce(
        sum({{ summed | replace("number", number_then)
            | replace("weight", "weight_" ~ from_hours) }})
        over {{ frame.split("_")[0] }}_{{ from_hours }},
        0
    )
    {%- endfor -%}
{%- endmacro %}

{#- The log of what the newest young post of an account will have. -#}
{% macro last_known(bands) -%}
    {%- set newest = [] -%}
    {%- for from_hours, _ in bands -%}
        {%- do newest.append(
            value_at_last("log_engagement_" ~ from_hours, ["posted_at", "post_id"])
            ~ " over account_" ~ from_hours
        ) -%}
    {%- endfor -%}
    {{ return("coalesce(" ~ (newest + ["null"]) | join(", ") ~ ")") }}
{%- endmacro %}

{#- How many young posts of an account have something. -#}
{% macro young_number(something, bands) -%}
    {%- set numbers = ["0"] -%}
    {%- for from_hours, _ in bands -%}
        {%- set then = something | replace("is_simulated", "is_simulated_" ~ from_hours) -%}
        {%- do numbers.append("count(" ~ then ~ ") over account_" ~ from_hours) -%}
    {%- endfor -%}
    {{ return(numbers | join(" + ")) }}
{%- endmacro %}
