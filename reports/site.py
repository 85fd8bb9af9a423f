"""Renders the site: every page with its figures and data, into an empty folder."""

import json
import shutil
from pathlib import Path

from jinja2 import Template

from reports.cards import write_cards
from reports.drafts import read_drafts, write_drafts_data
from reports.drawings import FIGURES
from reports.lineage import write_lineage
from reports.pages import CARD_PAGES, PAGES, clean, page_templates
from reports.remembered import remembered
from reports.style import MIDDLE, NARROW, WIDE, drawn
from reports.tables import Row, Tables, read_tables, write_csv
from reports.versions import own_version, package_versions

HERE = Path(__file__).parent


# Figures are drawn once more for narrow screens.
WIDTHS = {"": WIDE, "-narrow": NARROW}
# Figures that share a drawing with another table.
DRAWINGS = {
    "aucs-own": "aucs",
    "backtest-median": "backtest",
    "backtest-own": "backtest",
    "ladder-front": "ladder",
}
# A figure is left out, and its page says why, where this column is unknown throughout.
NEEDED = {
    "ladder": "accuracy",
    "growth": "share",
    "formats": "value",
    "tiers": "account_median_rate",
    "correlations": "correlation",
    "effects": "value",
    "importances": "value",
    "shapes": "contribution",
    "aucs": "value",
    "aucs-own": "value",
    "slices": "value",
    "sensitivity": "roc_auc",
    "attempts": "gain",
    "backtest-median": "served_auc",
    "backtest-own": "served_auc",
    "learning_curve": "accuracy",
}


def render(warehouse: Path, folder: Path, target: Path | None) -> int:
    """Every page with its figures and data, in an empty folder; returns the number of pages."""
    tables = read_tables(warehouse)
    for name in ("figures", "data"):
        (folder / name).mkdir()
    shutil.copytree(HERE / "static", folder / "static")
    facts = {
        "figures": write_figures(tables, folder),
        "tests": test_counts(target),
        "has_lineage": write_lineage(target, folder),
        "cards": write_cards(warehouse, folder),
        "planned": write_drafts_data(read_drafts(warehouse), folder),
    }
    return write_pages(tables, facts, folder)


def write_figures(tables: Tables, folder: Path) -> set[str]:
    """Each figure that has data, with the data behind it; returns their names."""
    written = set()
    for name in [name for name in tables if DRAWINGS.get(name, name) in FIGURES]:
        data = tables[name]
        known = [row[NEEDED.get(name, next(iter(row)))] is not None for row in data]
        # A ladder begins with the notebook's own step, or there is nothing to climb down from.
        if any(known[:1] if name == "ladder" else known):
            write_figure(name, DRAWINGS.get(name, name), data, folder)
            written.add(name)
    for account_id, own in accounts_with_pages(tables).items():
        if any(post["n_engagements"] is not None for post in own["posts"]):
            name = f"account-{account_id}"
            drawing = "account_months" if own["months"] else "account"
            write_figure(name, drawing, own["months"] or own["posts"], folder, {"": MIDDLE})
            write_csv(own["posts"], folder / "data" / f"{name}.csv")
            written.add(name)
        if any(times["is_drawn"] for times in own["times"]):
            name = f"hours-{account_id}"
            write_figure(name, "account_day", own["hours"], folder, {"": MIDDLE})
            written.add(name)
    write_csv(tables["accounts"], folder / "data" / "accounts.csv")
    return written


def write_figure(
    name: str, drawing: str, data: list[Row], folder: Path, widths: dict[str, float] = WIDTHS
) -> None:
    """An SVG of each width, inches by the end of its name, and its rows as CSV."""
    for suffix, inches in widths.items():
        text = figure(drawing, data, inches)
        (folder / "figures" / f"{name}{suffix}.svg").write_text(text, "utf-8")
    write_csv(data, folder / "data" / f"{name}.csv")


@remembered
def figure(drawing: str, data: list[Row], inches: float) -> str:
    """The SVG text of a figure, so wide."""
    return drawn(FIGURES[drawing], data, inches)


def write_pages(tables: Tables, facts: Row, folder: Path) -> int:
    """Every page, one for each card, and one for each account that has one."""
    templates = page_templates()
    context = (
        tables
        | facts
        | {
            "overview": tables["overview"][0],
            "shortcodes": tables["shortcodes"][0],
            "timing_summary": tables["timing_summary"][0],
            "findings": {row["name"]: row for row in tables["findings"]},
            "gates": {row["target"]: row for row in tables["gates"]},
            "own": accounts_with_pages(tables),
            "versions": package_versions(),
            "version": own_version(),
        }
    )
    for page in PAGES:
        text = templates.get_template(page.file).render(
            context, title=page.title, current=page.file
        )
        (folder / page.file).write_text(clean(text), "utf-8")
    for page, source in CARD_PAGES.items():
        text = templates.get_template("card.html").render(
            context, title=page.title, current="about.html", source=source
        )
        (folder / page.file).write_text(clean(text), "utf-8")
    n_accounts = write_account_pages(templates.get_template("account.html"), context, folder)
    return len(PAGES) + len(CARD_PAGES) + n_accounts


def write_account_pages(template: Template, context: Row, folder: Path) -> int:
    """One page for each account that has one and no front page of its own; their number."""
    accounts = [row for row in context["accounts"] if row["page_file"] not in (None, "index.html")]
    for account in accounts:
        text = template.render(
            context,
            title=account["display_name"],
            current="accounts.html",
            account=account,
            own=context["own"][account["account_id"]],
        )
        (folder / account["page_file"]).write_text(clean(text), "utf-8")
    return len(accounts)


def accounts_with_pages(tables: Tables) -> dict[str, Row]:
    """What the page of each account shows, each list in the order of its query."""
    parts = ("posts", "months", "formats", "contrasts", "hours", "times")
    own: dict[str, Row] = {
        row["account_id"]: {"front": row} | {part: [] for part in parts}
        for row in tables["account_front"]
    }
    for part in parts:
        for row in tables[f"account_{part}"]:
            own[row["account_id"]][part].append(row)
    return own


def test_counts(target: Path | None) -> Row:
    """Passed and failed tests of the build, from dbt's own results."""
    statuses = []
    if target is not None and (target / "run_results.json").exists():
        for result in json.loads((target / "run_results.json").read_text("utf-8"))["results"]:
            if result["unique_id"].split(".")[0] in ("test", "unit_test"):
                statuses.append(result["status"])
    n_passed = statuses.count("pass")
    return {"n_passed": n_passed, "n_failed": len(statuses) - n_passed}
