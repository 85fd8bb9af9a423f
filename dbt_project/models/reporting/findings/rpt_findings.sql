{% for part in [
    "data", "growth", "engagement", "comparisons", "captions", "influence", "model", "scores", "drafts",
    "audit", "attempts", "backtest"
] %}
    select
        name,
        finding,
        cast(n_posts as bigint) as n_posts,
        cast(n_accounts as bigint) as n_accounts

    from {{ ref("rpt_findings_" ~ part) }}

    {% if not loop.last %}union all{% endif %}
{% endfor %}
