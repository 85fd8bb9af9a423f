-- depends_on: {{ ref("post_features") }}
-- Not null, not nan, and not infinite, of which none times zero is zero.
{%- set names = column_names(ref("post_features")) %}
with

broken as (

    {% for name in names | reject("equalto", "post_id") -%}
        select
            '{{ name }}' as column_name,
            count(*) as n_posts
        from {{ ref("post_features") }}
        where not coalesce(cast({{ name }} as double) * 0 = 0, false)
        {{ "union all" if not loop.last }}
    {% else -%}
        select
            'none' as column_name,
            0 as n_posts
    {% endfor %}

)

select *

from broken

where n_posts > 0
