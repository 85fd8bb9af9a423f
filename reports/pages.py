"""The pages of the site, and how a template becomes one."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.formats import FILTERS, typeset

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Page:
    """A page, its template and its name in the navigation."""

    file: str
    title: str
    short: str


DRAFTS = Page("drafts.html", "Planned posts", "Planned posts")
PAGES = (
    Page("index.html", "Overview", "Overview"),
    Page("quality.html", "Data quality", "Data quality"),
    Page("engagement.html", "Engagement", "Engagement"),
    Page("timing.html", "When to post", "When to post"),
    Page("captions.html", "Captions and hashtags", "Captions"),
    Page("accounts.html", "Accounts", "Accounts"),
    Page("model.html", "Model", "Model"),
    Page("influence.html", "What goes with engagement", "Influence"),
    Page("audit.html", "Audit", "Audit"),
    DRAFTS,
    Page("about.html", "About the numbers", "About"),
)
CARD_PAGES = {
    Page("model_card.html", "Model card", "Model card"): "model_card.md",
    Page("model_info_sheet.html", "Model info sheet", "Model info sheet"): "model_info_sheet.md",
}


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
    templates.globals.update(pages=PAGES, up="")
    return templates


def clean(text: str) -> str:
    """Without characters that no page may hold (null bytes and other controls), and typeset."""
    return typeset("".join(letter for letter in text if letter >= " " or letter in "\n\t"))
