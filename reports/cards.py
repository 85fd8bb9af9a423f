"""The model card, the info sheet and the REFORMS sheet, as Markdown, from a warehouse's tables."""

from pathlib import Path

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from reports.formats import FILTERS, outcome
from reports.tables import rows
from reports.versions import own_version, package_versions

TEMPLATES = Path(__file__).parent / "templates"
CARDS = ("model_card.md", "model_info_sheet.md", "reforms.md")

# Each name in a template is the rows of one query, a dictionary per row.
QUERIES = {
    "runs": "select * from reporting.rpt_overview",
    "fits": "select * from reporting.rpt_fits order by target, fit",
    "headlines": """
        select target, protocol, classifier, metric, value, ci_low, ci_high, n_posts, n_accounts
        from reporting.rpt_metrics
        where protocol in ('by_time', 'by_account') and metric in (
            'roc_auc', 'accuracy', 'best_constant_accuracy', 'gain_over_constant')
            and classifier in ('served', 'account_history', 'majority')
        order by target, protocol desc, metric desc, classifier desc
    """,
    "gates": "select * from reporting.rpt_gates order by target",
    "lifts": """
        select target, protocol, value, ci_low, ci_high, ci_low > 0 as is_above_noise
        from reporting.rpt_metrics
        where classifier = 'served' and metric = 'lift_over_account_history'
        order by target, protocol
    """,
    "slices": """
        select target, dimension, slice, value, ci_low, ci_high, n_posts
        from reporting.rpt_slices
        where protocol = 'by_time'
        order by target, dimension, slice
    """,
    "challengers": """
        select * from reporting.rpt_attempts where is_better
        order by protocol_position, target, gain desc, attempt
    """,
    "attempted": """
        select distinct protocol, protocol_position from reporting.rpt_attempts
        order by protocol_position
    """,
    "ladder": "select * from reporting.rpt_ladder order by step",
    "guards": "select * from reporting.rpt_guards order by target, position",
    "planted": "select * from reporting.rpt_planted_leaks order by target, leak, strength",
    "accounting": "select * from reporting.rpt_row_accounting where source_file = 'total'",
    "sources": """
        select file_name from reporting.rpt_row_accounting
        where source_file != 'total' order by source_file
    """,
    "words": "select name, words from reporting.rpt_words order by name",
    "trailing": "select * from reporting.rpt_trailing_mean",
    "samples": "select * from reporting.rpt_reforms_samples order by target",
    "missing": """
        select * from reporting.rpt_reforms_missing order by missing_share desc, column_name
    """,
    "ineligible": "select * from reporting.rpt_ineligible order by target, n_posts desc, reason",
    "attempts": "select * from reporting.rpt_attempts where attempt != 'served'",
    "backtests": "select * from reporting.rpt_backtest_words order by target",
    "shares": "select * from reporting.rpt_variance_shares order by target",
}


def write_cards(warehouse: Path, folder: Path) -> dict[str, Markup]:
    """Write every card into `folder` as Markdown; returns each as HTML, by file name."""
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
    words = {row["name"]: row["words"] for row in tables["words"]}
    templates.filters |= FILTERS | {"outcome": outcome}
    templates.filters["in_words"] = lambda name: words.get(name, name)
    folder.mkdir(parents=True, exist_ok=True)
    cards = {}
    for name in CARDS:
        text = templates.get_template(name + ".j2").render(
            tables, versions=package_versions(), version=own_version()
        )
        (folder / name).write_text(text, encoding="utf-8")
        cards[name] = as_html(text)
    return cards


def as_html(text: str) -> Markup:
    """Markdown with tables as HTML; HTML inside it stays text."""
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    # Alignment by class: the pages' policy allows no style in the markup.
    html = html.replace('style="text-align:right"', 'class="number"')
    scroll = (
        '<div class="scroll" tabindex="0" role="region" aria-label="Table {}"><table class="plain">'
    )
    before, *tables = html.split("<table>")
    numbered = [scroll.format(place) + table for place, table in enumerate(tables, 1)]
    return Markup("".join([before, *numbered]).replace("</table>", "</table></div>"))
