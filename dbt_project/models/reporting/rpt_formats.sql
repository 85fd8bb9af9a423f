select
    *,
    case format
        when 'image' then 1 when 'carousel' then 2 when 'video' then 3 when 'single' then 4
        else 5
    end as position

from {{ ref("format_rates") }}
