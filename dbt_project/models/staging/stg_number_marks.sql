-- Whether a mark in a file's numbers stands before a fraction. One with other than three digits
-- behind it does, unless it also occurs twice in a number, or before the other mark: that is
-- between thousands.
with

numbers as (

    select distinct
        reading_id,
        trim(unnest(
            [likes, comments, views, reach, shares, saves, new_follows, followers, following]
        )) as value

    from {{ ref("stg_raw_records") }}

),

told as (

    select
        reading_id,
        {{ has_number_like('\\d+[.](\\d{1,2}|\\d{4,})|(\\d{4,}|0)[.]\\d{3}') }}
            as is_point_fraction,
        {{ has_number_like('\\d{1,3}([.]\\d{3}){2,}(,\\d+)?|\\d{1,3}([.]\\d{3})+,\\d+') }}
            as is_point_between,
        {{ has_number_like('\\d+,(\\d{1,2}|\\d{4,})|(\\d{4,}|0),\\d{3}') }}
            as is_comma_fraction,
        {{ has_number_like('\\d{1,3}(,\\d{3}){2,}([.]\\d+)?|\\d{1,3}(,\\d{3})+[.]\\d+') }}
            as is_comma_between,
        {{ has_number_like('[1-9]\\d{0,2}[.,]\\d{3}') }} as is_either_possible

    from numbers

    where contains(value, '.') or contains(value, ',')

    group by all

)

select
    reading_id,
    is_point_fraction and not is_point_between as is_point_decimal,
    is_comma_fraction and not is_comma_between as is_comma_decimal,
    is_either_possible
    and not (is_point_fraction or is_point_between or is_comma_fraction or is_comma_between)
        as is_mark_unclear

from told
