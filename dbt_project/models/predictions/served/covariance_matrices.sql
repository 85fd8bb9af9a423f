{{ config(materialized="view") }}

select
    target,
    fit,
    list(covariances order by position) as covariances,
    list(moved order by position) as moved

from {{ ref("model_covariances") }}

group by all
