{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="append_new_columns",
    full_refresh=false,
    pre_hook="{{ read_post_files(this) }}",
    post_hook="{{ number_records(this) }}"
) }}
-- depends_on: {{ ref("stg_found_files") }}
-- depends_on: {{ ref("column_aliases") }}
-- depends_on: {{ ref("stg_forgotten_accounts") }}
select * from raw_records
