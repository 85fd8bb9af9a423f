-- depends_on: {{ ref("post_predictions") }}
-- depends_on: {{ ref("build_runs") }}
-- depends_on: {{ ref("rpt_draft_answers") }}
-- depends_on: {{ ref("best_times") }}
-- The prefix or suffix of a name says which type its values have.
select
    table_schema,
    table_name,
    column_name,
    data_type

from information_schema.columns

where
    table_schema in ('marts', 'predictions', 'audit', 'reporting', 'ops')
    and case
        when column_name similar to '(is|has)_.*' then data_type != 'BOOLEAN'
        when column_name like 'n\_%' escape '\' then data_type != 'BIGINT'
        when column_name similar to '(p|log)_.*|.*_(rate|share|days|deviation|ratio)'
            then data_type != 'DOUBLE'
        when column_name like '%\_at' escape '\' then data_type != 'TIMESTAMP'
        when column_name like '%\_date' escape '\' then data_type != 'DATE'
        when column_name like '%\_id' escape '\' then data_type != 'VARCHAR'
        else false
    end
