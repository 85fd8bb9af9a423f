-- depends_on: {{ ref("posts") }}
-- depends_on: {{ ref("post_features") }}
-- A column without a declaration, a declaration without a column, or a feature that is
-- not known before posting.
select
    columns.table_name,
    coalesce(columns.column_name, declared.column_name) as column_name,
    declared.is_known_before_posting

from (
    select
        table_name,
        column_name
    from information_schema.columns
    where table_schema = 'marts' and table_name in ('posts', 'post_features')
) as columns

full join {{ ref("feature_availability") }} as declared
    on columns.column_name = declared.column_name

where
    columns.column_name is null
    or declared.column_name is null
    or (columns.table_name = 'post_features' and not declared.is_known_before_posting)
