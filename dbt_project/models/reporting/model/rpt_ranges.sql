with

kinds as (

    select
        unnest(['by_time', 'by_time', 'as_draft', 'by_account']) as protocol,
        unnest(['served', 'own past', 'served', 'served']) as method,
        unnest([
            'later posts',
            'the same by the account''s own earlier counts, where there are ten',
            'later posts, told as planned posts',
            'accounts never seen'
        ]) as tested_on,
        unnest([1, 2, 3, 4]) as position

)

select
    coverage.level,
    kinds.tested_on,
    kinds.position,
    coverage.coverage,
    coverage.ci_low,
    coverage.ci_high,
    coverage.width,
    coverage.interval_score,
    coverage.n_posts

from {{ ref("range_coverage") }} as coverage

inner join kinds
    on
        coverage.protocol = kinds.protocol
        and coverage.method = kinds.method

where coverage.slice = 'all'

union all by name

-- What that is to be compared with: the served ranges of the same posts.
select
    level,
    'later posts with ten earlier ones' as tested_on,
    1.5 as position,
    coverage,
    ci_low,
    ci_high,
    width,
    interval_score,
    n_posts

from {{ ref("range_coverage") }}

where protocol = 'by_time' and method = 'served' and slice = 'with ten earlier posts'
