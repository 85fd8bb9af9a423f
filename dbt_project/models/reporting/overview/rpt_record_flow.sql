with

totals as (select * from {{ ref("row_accounting") }} where source_file = 'total'),

labelled as (

    select
        count(*) filter (where target = 'above_median' and is_eligible) as n_above_median,
        count(*) filter (where target = 'above_own_usual' and is_eligible) as n_above_own_usual

    from {{ ref("post_labels") }}

),

steps as (

    select
        unnest([1, 2, 3, 4, 5, 6, 7]) as place,
        unnest([
            'records read',
            'rejected',
            'repeats',
            'of accounts',
            'posts',
            'judged: ' || {{ in_words("'above_median'") }},
            'judged: ' || {{ in_words("'above_own_usual'") }}
        ]) as step,
        unnest([
            n_records,
            n_rejected,
            n_duplicates,
            n_account_readings,
            n_posts,
            n_above_median,
            n_above_own_usual
        ]) as n_records

    from totals

    cross join labelled

)

select
    cast(row_number() over (order by place) as integer) as position,
    step,
    n_records

from steps

-- Most exports hold nothing of accounts.
where n_records > 0 or step != 'of accounts'
