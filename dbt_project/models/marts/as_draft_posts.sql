{{ config(materialized="view") }}

{{ select_expectation_posts(ref("as_draft_features"), ref("as_draft_bases")) }}
