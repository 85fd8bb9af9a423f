-- Headings of how well the served model tells high posts from low ones.
with

headlines as (

    select
        {% for target in ["above_median", "above_own_usual"] %}
            {% for protocol in ["by_time", "by_account"] %}
                {% for column in ["value", "ci_low", "ci_high"] %}
                    max({{ column }}) filter (
                        where target = '{{ target }}' and protocol = '{{ protocol }}'
                    ) as {{ target }}_{{ protocol }}_{{ column }},
                {% endfor %}
            {% endfor %}
            max(n_posts) filter (where target = '{{ target }}' and protocol = 'by_time')
                as {{ target }}_n_posts,
            max(n_accounts) filter (where target = '{{ target }}' and protocol = 'by_time')
                as {{ target }}_n_accounts,
        {% endfor %}
        count(*) as n_rows

    from {{ ref("rpt_metrics") }}

    where classifier = 'served' and metric = 'roc_auc'

),

slices as (

    select
        count(*) filter (where target = 'above_median') as n_slices,
        count(*) filter (where target = 'above_median' and ci_low > 0.5) as n_above_chance,
        count(*) filter (where target = 'above_own_usual') as n_own_slices,
        count(*) filter (where target = 'above_own_usual' and ci_low > 0.5)
            as n_own_above_chance

    from {{ ref("rpt_slices") }}

    where protocol = 'by_time' and dimension != 'month'

)

select
    'aucs' as name,
    'Later posts: ' || {{ as_auc("above_median_by_time_value", "above_median_by_time_ci_low") }}
    || '; accounts never seen: '
    || {{ as_auc("above_median_by_account_value", "above_median_by_account_ci_low") }}
        as finding,
    above_median_n_posts as n_posts,
    above_median_n_accounts as n_accounts

from headlines

union all

select
    'aucs-own' as name,
    if(
        above_own_usual_by_time_ci_high < above_median_by_time_ci_low,
        'The harder question. Later', 'Later'
    )
    || ' posts: '
    || {{ as_auc("above_own_usual_by_time_value", "above_own_usual_by_time_ci_low") }}
    || '; accounts never seen: '
    || {{ as_auc("above_own_usual_by_account_value", "above_own_usual_by_account_ci_low") }}
        as finding,
    above_own_usual_n_posts as n_posts,
    above_own_usual_n_accounts as n_accounts

from headlines

union all

select
    'slices' as name,
    if(
        n_slices = 0,
        'Too few posts in every slice',
        'Better than chance in ' || n_above_chance || ' of ' || n_slices || ' slices'
    )
    || if(
        n_own_slices = 0,
        '',
        '; against its own usual in ' || n_own_above_chance || ' of ' || n_own_slices
    ) as finding,
    above_median_n_posts as n_posts,
    above_median_n_accounts as n_accounts

from slices

cross join headlines
