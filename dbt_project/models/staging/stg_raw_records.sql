{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="append_new_columns",
    full_refresh=false,
    pre_hook="{{ read_post_files(this) }}"
) }}
-- depends_on: {{ ref("stg_found_files") }}
-- depends_on: {{ ref("column_aliases") }}
-- depends_on: {{ ref("stg_forgotten_accounts") }}
select *

from raw_records

{% if execute and first_value("count(*) from " ~ ref("stg_forgotten_accounts")) %}
    where
        not {{ is_forgotten("owner_id") }}
        and not {{ is_forgotten("owner_name") }}
        and not (owner_name is null and {{ is_forgotten(folder_of_download("source_file")) }})
{% endif %}
