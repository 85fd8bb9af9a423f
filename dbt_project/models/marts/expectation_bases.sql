{{ config(materialized="view") }}

{{ select_expectation_bases(ref("posts"), ref("int_account_history")) }}
