select
    *,
    if(trim(caption) = '', 'no caption', caption) as display_caption,
    case
        when location_name is not null then location_name
        when has_location then 'a place without a name'
        else 'no location'
    end as display_location

from {{ ref("int_posts") }}
