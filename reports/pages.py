"""The pages of the site, and how a template becomes one."""

import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.formats import FILTERS, typeset

TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
CELL = re.compile(r"<t[dh](?=[ >])")
# A longer table stays one on a phone too.
MAX_CARDS = 8
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Page:
    """A page, its template, its name in the navigation and the group that it stands in there."""

    file: str
    title: str
    short: str
    group: str = ""


YOURS, EVIDENCE, METHOD = "Your posts", "Evidence", "Method"
DRAFTS = Page("drafts.html", "Planned posts", "Planned posts", YOURS)
PAGES = (
    Page("index.html", "Overview", "Overview", YOURS),
    DRAFTS,
    Page("timing.html", "When to post", "When to post", YOURS),
    Page("captions.html", "Captions and hashtags", "Captions", YOURS),
    Page("accounts.html", "Accounts", "Accounts", YOURS),
    Page("engagement.html", "Engagement", "Engagement", EVIDENCE),
    Page("influence.html", "What goes with engagement", "Influence", EVIDENCE),
    Page("model.html", "Model", "Model", EVIDENCE),
    Page("backtest.html", "Month by month", "Month by month", EVIDENCE),
    Page("audit.html", "Audit", "Audit", METHOD),
    Page("quality.html", "Data quality", "Data quality", METHOD),
    Page("about.html", "About the numbers", "About", METHOD),
)
CARD_PAGES = {
    Page("model_card.html", "Model card", "Model card"): "model_card.md",
    Page("model_info_sheet.html", "Model info sheet", "Model info sheet"): "model_info_sheet.md",
    Page("reforms.html", "REFORMS sheet", "REFORMS sheet"): "reforms.md",
}


def groups(current: str) -> list[tuple[str, list[Page], bool]]:
    """The groups of the navigation with their pages, and whether the current page is in them."""
    names = dict.fromkeys(page.group for page in PAGES)
    grouped = [(name, [page for page in PAGES if page.group == name]) for name in names]
    return [(name, pages, current in [page.file for page in pages]) for name, pages in grouped]


def page_templates() -> Environment:
    """Templates that escape all text and stop at an unknown name."""
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(FILTERS)
    templates.globals.update(FILTERS, groups=groups, up="")
    return templates


def clean(text: str) -> str:
    """Without characters that no page may hold (null bytes and other controls), and typeset."""
    shown = "".join(letter for letter in text if letter >= " " or letter in "\n\t")
    return typeset(TABLE.sub(lambda table: as_cards(table[0]), shown))


def as_cards(table: str) -> str:
    """A table whose cells carry the names of their columns, so that a phone shows rows as cards."""
    head, tag, body = table.partition("<tbody>")
    names = [re.sub(r"<[^>]*>", "", name) for name in re.findall(r"<th\b[^>]*>(.*?)</th>", head)]
    if len(names) < 3 or not tag or "colspan" in body or body.count("<tr>") > MAX_CARDS:
        return table

    def labelled(row: re.Match[str]) -> str:
        named = iter(names)
        return CELL.sub(lambda cell: f'{cell[0]} data-label="{next(named, "")}"', row[0])

    opening = head[: head.index(">")]
    if 'class="' in opening:
        classed = opening.replace('class="', 'class="cards ')
    else:
        classed = f'{opening} class="cards"'
    return classed + head[len(opening) :] + tag + ROW.sub(labelled, body)
