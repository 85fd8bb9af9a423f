{{ config(materialized="view") }}

{{ select_expectation_bases(ref("posts"), ref("as_draft_history")) }}
