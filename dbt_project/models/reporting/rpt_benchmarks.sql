select * from {{ ref("industry_benchmarks") }}
