-- Features as a careless person would make them, from weak to strong, for the guards to find.
-- Each sees its post's own outcome or a later one.
with

outcomes as (

    select
        outcomes.post_id,
        outcomes.account_id,
        outcomes.target,
        outcomes.posted_at,
        features.log_followers,
        {{ exact(
            "ln(outcomes.outcome + case outcomes.target when 'above_median' then 0.0001 else 1 end)"
        ) }} as log_outcome,
        -- A standard normal number that depends on the post only (Box and Muller, 1958).
        sqrt(-2 * ln(({{ bucket("outcomes.post_id", "noise", 10000) }} + 0.5) / 10000))
        * cos(2 * pi() * {{ bucket("outcomes.post_id", "angle", 10000) }} / 10000) as noise

    from {{ ref("int_post_outcomes") }} as outcomes

    inner join {{ ref("post_features") }} as features
        on outcomes.post_id = features.post_id

    where
        outcomes.outcome is not null
        and {{ is_measured() }}
        and outcomes.account_id in (select account_id from {{ ref("evaluation_labels") }})

),

looked_ahead as (

    select
        *,
        lag(post_id) over in_order as previous_post_id,
        lead(log_outcome) over in_order as next_outcome,
        avg(log_outcome) over later as later_mean,
        avg(log_outcome order by log_outcome) over account as account_mean,
        (sum(log_outcome order by log_outcome) over account - log_outcome)
        / nullif(count(*) over account - 1, 0) as leave_one_out_mean,
        avg(log_outcome order by log_outcome) over everyone as everyone_mean

    from outcomes

    window
        everyone as (partition by target),
        account as (partition by target, account_id),
        in_order as (partition by target, account_id order by posted_at, post_id),
        later as (
            partition by target, account_id
            order by posted_at, post_id
            rows between 1 following and unbounded following
        )

),

spread as (

    select
        *,
        sqrt(avg({{ exact("pow(log_outcome - account_mean, 2)") }}) over (partition by target))
            as spread_within

    from looked_ahead

)

select
    post_id,
    target,
    previous_post_id,
    unnest(
        [
            {% for strength in [0.1, 0.25, 0.5, 1, 2, 4] -%}
                struct_pack(
                    leak := 'own outcome with noise',
                    strength := {{ strength }}::double,
                    value := log_outcome + {{ strength }} * spread_within * noise
                ),
            {% endfor -%}
            {% for strength in [0.05, 0.2, 0.5] -%}
                struct_pack(
                    leak := 'followers after the post',
                    strength := {{ strength }}::double,
                    value := log_followers + {{ strength }} * (log_outcome - account_mean)
                ),
            {% endfor -%}
            {% for column in ["leave_one_out_mean", "later_mean", "next_outcome"] -%}
                struct_pack(
                    leak := '{{ column | replace("_", " ") }}',
                    strength := 1::double,
                    value := coalesce({{ column }}, everyone_mean)
                ){{ "," if not loop.last }}
            {% endfor %}
        ],
        recursive := true
    )

from spread
