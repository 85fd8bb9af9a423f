{{ config(materialized="view") }}

{{ select_expectation_posts(ref("post_features"), ref("expectation_bases")) }}
