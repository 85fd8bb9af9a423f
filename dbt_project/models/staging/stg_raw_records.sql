{{ config(pre_hook="{{ read_post_files() }}") }}
-- depends_on: {{ ref("stg_found_files") }}
-- depends_on: {{ ref("column_aliases") }}
select * from raw_records
