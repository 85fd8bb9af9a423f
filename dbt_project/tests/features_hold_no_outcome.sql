-- depends_on: {{ ref("post_features") }}
-- Neither an outcome by name, nor one by value under another name. What is an outcome is read
-- from the availability of the columns of posts: what is not known before posting. Values are
-- those of the evaluated accounts: all posts, or beyond evaluation_max_posts a sample of them.
{%- set measures = [
    "ln(posts.n_likes + posts.n_comments + 1)",
    "posts.engagement_rate",
    "ln(posts.engagement_rate + 0.0001)",
] -%}
{%- for outcome in outcome_columns() -%}
    {%- do measures.extend(["posts." ~ outcome, "ln(posts." ~ outcome ~ " + 1)"]) -%}
{%- endfor %}
select features.column_name

from information_schema.columns as features

left join {{ ref("feature_availability") }} as outcomes
    on
        not outcomes.is_known_before_posting
        and regexp_matches(
            features.column_name,
            '^(n_|log_)?' || regexp_replace(outcomes.column_name, '^n_', '') || '$'
        )

where
    features.table_schema = 'marts'
    and features.table_name = 'post_features'
    and (
        outcomes.column_name is not null
        or regexp_matches(
            features.column_name,
            '^(n_|log_)?(like|comment|engagement)s?$|engagement_rate|^is_high$|^threshold$|^age_'
        )
    )

union all

select 'equals an outcome: ' || long.column_name

from (
    unpivot (
        select
            post_id,
            cast(columns(* exclude (post_id)) as double)
        from {{ ref("evaluation_features") }}
    )
    on columns(* exclude (post_id))
    into name column_name value value
) as long

inner join {{ ref("posts") }} as posts
    on long.post_id = posts.post_id

group by long.column_name

having
    count(distinct long.value) > 2
    and list_any_value(list_filter(
        [
            {% for measure in measures -%}
                {#- A few posts lie on a line by chance, and likes that somebody made up rise
                    evenly: of these a test needs more posts, of which real data has enough. Other
                    outcomes may be those of few posts. -#}
                {%- set told_often = ["likes", "comments", "engagement_rate"] %}
                {%- set is_told_often = told_often | select("in", measure) | list %}
                case
                    when
                        regr_count(long.value, {{ measure }})
                        >= {{ var("guard_min_posts") if is_told_often else 10 }}
                        then corr(long.value, {{ measure }})
                end{{ "," if not loop.last }}
            {% endfor %}
        ],
        -- A constant outcome correlates with nothing: not a number.
        lambda correlation: isfinite(correlation) and abs(correlation) > 0.999
    )) is not null
