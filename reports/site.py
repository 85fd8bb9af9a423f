"""Renders the site: every page with its figures and data, into an empty folder."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from jinja2 import Template

from reports.cards import write_cards
from reports.drafts import read_drafts, write_drafts_data
from reports.lineage import write_lineage
from reports.pages import CARD_PAGES, PAGES, clean, page_templates
from reports.remembered import all_drawn
from reports.sizes import MIDDLE, NARROW, WIDE
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
# Of each figure but those of accounts: it is left out, and its page says why, where this column of
# its table is unknown throughout.
NEEDED = {
    "record_flow": "step",
    "distributions": "measure",
    "hours": "weekday",
    "hashtags": "hashtag",
    "curves": "target",
    "calibration": "target",
    "scores": "target",
    "coefficients": "target",
    "ladder": "accuracy",
    "ladder-front": "step",
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
    for name in ("figures", "data", "static"):
        (folder / name).mkdir()
    # One by one: an error of a whole folder is a list of files without a number.
    for file in (HERE / "static").iterdir():
        shutil.copyfile(file, folder / "static" / file.name)
    facts = {
        "figures": write_figures(tables, folder),
        "tests": test_counts(target),
        "has_lineage": write_lineage(target, folder),
        "cards": write_cards(warehouse, folder),
        "planned": write_drafts_data(read_drafts(warehouse), folder),
    }
    return write_pages(tables, facts, folder)


class Wanted(NamedTuple):
    """A figure that has data: what draws it of which rows, the data told beside it, the widths."""

    name: str
    drawing: str
    rows: list[Row]
    data: list[Row]
    widths: dict[str, float]


def write_figures(tables: Tables, folder: Path) -> set[str]:
    """An SVG of each width of each figure, and its data as CSV; returns their names."""
    wanted = [*study_figures(tables), *account_figures(tables)]
    drawings = {
        f"{one.name}{suffix}.svg": (one.drawing, one.rows, inches)
        for one in wanted
        for suffix, inches in one.widths.items()
    }
    texts = all_drawn(figure, list(drawings.values()))
    for file, text in zip(drawings, texts, strict=True):
        (folder / "figures" / file).write_text(text, "utf-8")
    for one in wanted:
        write_csv(one.data, folder / "data" / f"{one.name}.csv")
    write_csv(tables["accounts"], folder / "data" / "accounts.csv")
    return {one.name for one in wanted}


def study_figures(tables: Tables) -> Iterator[Wanted]:
    """Those of all posts together."""
    for name, column in NEEDED.items():
        data = tables[name]
        known = [row[column] is not None for row in data]
        # A ladder begins with the notebook's own step, or there is nothing to climb down from.
        if any(known[:1] if name == "ladder" else known):
            yield Wanted(name, DRAWINGS.get(name, name), data, data, WIDTHS)


def account_figures(tables: Tables) -> Iterator[Wanted]:
    """Those of each account that has a page."""
    for account_id, own in accounts_with_pages(tables).items():
        posts, months, hours = own["posts"], own["months"], own["hours"]
        if any(post["n_engagements"] is not None for post in posts):
            drawing = "account_months" if months else "account"
            yield Wanted(f"account-{account_id}", drawing, months or posts, posts, {"": MIDDLE})
        if any(times["is_drawn"] for times in own["times"]):
            yield Wanted(f"hours-{account_id}", "account_day", hours, hours, {"": MIDDLE})


def figure(drawing: str, rows: list[Row], inches: float) -> str:
    """The SVG text of a figure, so wide."""
    # matplotlib takes most of a second, and who draws nothing does without.
    from reports.drawings import FIGURES
    from reports.style import drawn

    return drawn(FIGURES[drawing], rows, inches)


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
