"""The model card and the model info sheet, as Markdown, from the tables of a warehouse."""

from pathlib import Path

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.formats import interval
from reports.tables import rows

TEMPLATES = Path(__file__).parent / "templates"
CARDS = ("model_card.md", "model_info_sheet.md")

# Each name in a template is the rows of one query, a dictionary per row.
QUERIES = {
    "runs": "select * from ops.build_runs order by started_at desc limit 1",
    "fits": "select * from predictions.model_fits order by target, fit",
    "headlines": """
        select target, protocol, classifier, metric, value, ci_low, ci_high, n_posts, n_accounts
        from predictions.model_metrics
        where protocol in ('by_time', 'by_account') and metric in ('roc_auc', 'accuracy')
            and classifier in ('logistic_regression', 'account_history', 'majority')
        order by target, protocol desc, metric desc, classifier desc
    """,
    "lifts": """
        select target, protocol, value, ci_low, ci_high, ci_low > 0 as is_above_noise
        from predictions.model_metrics
        where classifier = 'logistic_regression' and metric = 'lift_over_account_history'
        order by target, protocol
    """,
    "slices": """
        select target, dimension, slice, value, ci_low, ci_high, n_posts
        from predictions.metrics_by_slice
        where metric = 'roc_auc' and protocol = 'by_time' and value is not null
        order by target, dimension, slice
    """,
    "ladder": "select * from audit.leakage_ladder order by step",
    "guards": "select * from audit.guards order by target, guard, is_planted",
    "accounting": "select * from marts.row_accounting where source_file = 'total'",
    "sources": """
        select source_file from marts.row_accounting where source_file != 'total' order by 1
    """,
    "shares": "select * from audit.variance_shares order by target",
}


def write_cards(warehouse: Path, folder: Path) -> list[Path]:
    """Render both cards into `folder`; returns their paths."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = {name: rows(connection, query) for name, query in QUERIES.items()}
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # Markdown; names and captions do not occur in it
    )
    templates.filters["interval"] = interval
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in CARDS:
        path = folder / name
        path.write_text(templates.get_template(name + ".j2").render(**tables), encoding="utf-8")
        paths.append(path)
    return paths
