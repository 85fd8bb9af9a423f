{{ config(materialized="view") }}

select
    target,
    fit,
    list(covariances order by position) as covariances

from {{ ref("model_covariances") }}

group by all
