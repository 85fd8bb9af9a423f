-- depends_on: {{ ref("post_features") }}
-- Not null, not nan, and not infinite, of which none times zero is zero.
select *

from (
    select
        concat_ws(
            ', '
            {%- for name in column_names(ref("post_features")) | reject("equalto", "post_id") %},
            case
                when count(*) filter (where not coalesce(cast({{ name }} as double) * 0 = 0, false)) > 0
                    then '{{ name }}'
            end
            {%- endfor %}
        ) as broken_columns

    from {{ ref("post_features") }}
) as found

where broken_columns != ''
