{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="append_new_columns",
    full_refresh=false
) }}

-- What an earlier export showed is known, even if an older one was built since. The bundled
-- sample shows nothing of anybody.
with

posts as (

    select post_id

    from {{ ref("posts") }}

    where not (select {{ are_synthetic() }} from {{ ref("posts") }})

)

select
    post_id,
    cast('{{ run_started_at }}' as timestamptz) at time zone 'UTC' as first_held_at

from posts

{% if is_incremental() %}
    where post_id not in (select earlier.post_id from {{ this }} as earlier)
{% endif %}
