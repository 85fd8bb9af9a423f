with

totals as (select * from {{ ref("row_accounting") }} where source_file = 'total'),

labelled as (

    select
        count(*) filter (where target = 'above_median' and is_eligible) as n_above_median,
        count(*) filter (where target = 'above_own_usual' and is_eligible) as n_above_own_usual

    from {{ ref("post_labels") }}

)

select
    unnest([1, 2, 3, 4, 5, 6]) as position,
    unnest([
        'records read',
        'rejected',
        'repeats',
        'posts',
        'judged: ' || {{ in_words("'above_median'") }},
        'judged: ' || {{ in_words("'above_own_usual'") }}
    ]) as step,
    unnest([
        n_records, n_rejected, n_duplicates, n_posts, n_above_median, n_above_own_usual
    ]) as n_records

from totals

cross join labelled
