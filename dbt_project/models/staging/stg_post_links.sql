-- Some files know a post by the number of Meta's tools, some by its shortcode, some by both: these
-- tell which is which. A number that a spreadsheet rounded fits several posts, and links none.
select
    media_number,
    min(shortcode) as shortcode

from {{ ref("stg_records") }}

where
    rejection_reason is null
    and shortcode is not null
    and {{ whole_match("media_number", '\\d{15,}') }}

group by media_number

having count(distinct shortcode) = 1
