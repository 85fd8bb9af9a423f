"""The page of planned posts, and the same answers as text."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from reports.pages import DRAFTS, clean, page_templates
from reports.tables import QUERIES as OF_SITE
from reports.tables import Row, Tables, rows, write_csv

QUERIES = {
    "summary": "select * from reporting.rpt_draft_summary",
    "drafts": "select * from reporting.rpt_drafts order by position",
    "answers": "select * from reporting.rpt_draft_answers order by draft_id, target desc",
    "reasons": """
        select * from reporting.rpt_draft_reasons
        order by draft_id, target, abs(difference) desc, concept
    """,
    "alternatives": """
        select * from reporting.rpt_draft_alternatives
        order by draft_id, target, verdict = 'better' desc, difference desc, change
    """,
    "next": "select * from reporting.rpt_draft_next order by draft_id, position",
    "outcomes": """
        select * from reporting.rpt_draft_outcomes
        order by posted_at desc, draft_id, target
    """,
    "rejected": """
        select * from reporting.rpt_rejected_drafts order by file_name, record_number
    """,
    "posted": "select * from reporting.rpt_posted_drafts order by draft_id",
}
# The tables behind the page that it offers as CSV.
DATA = ("answers", "reasons", "alternatives", "outcomes")

MAX_LINES = 40
LINES = f"""
    select
        drafts.draft_id as "planned post",
        drafts.display_name as account,
        drafts.media_type as format,
        strftime(drafts.planned_at, '%a %Y-%m-%d %H:%M') as "planned (UTC)",
        drafts.range_words as "likes and comments",
        max(told) filter (where target = 'above_own_usual') as "above its own usual",
        max(told) filter (where target = 'above_median') as "above the median"
    from reporting.rpt_drafts as drafts
    inner join (
        select
            *,
            if(is_told, answer_words || ', ' || verdict, verdict) as told
        from reporting.rpt_draft_answers
    ) as answers
        on drafts.draft_id = answers.draft_id
    group by all
    order by any_value(drafts.position)
    limit {MAX_LINES}
"""


def read_drafts(warehouse: Path) -> Tables:
    """Every table of the page, by name."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return {name: rows(connection, query) for name, query in QUERIES.items()}


def write_drafts_data(tables: Tables, folder: Path) -> Row:
    """Write the tables as CSV into `folder`; returns what the template shows."""
    for name in DATA:
        if tables[name]:
            write_csv(tables[name], folder / "data" / f"draft-{name}.csv")
    return {"cards": cards(tables)} | tables | {"summary": tables["summary"][0]}


def cards(tables: Tables) -> list[Row]:
    """One card per planned post: its answers, each with its reasons and alternatives."""
    steps = by_key(tables["next"], "draft_id")
    reasons = by_key(tables["reasons"], "draft_id", "target")
    alternatives = by_key(tables["alternatives"], "draft_id", "target")
    answers = by_key(
        [
            answer | {"reasons": reasons.get(key, []), "alternatives": alternatives.get(key, [])}
            for answer in tables["answers"]
            for key in [(answer["draft_id"], answer["target"])]
        ],
        "draft_id",
    )
    return [
        draft | {"answers": answers[key], "next": steps.get(key, [])}
        for draft in tables["drafts"]
        for key in [(draft["draft_id"],)]
    ]


def by_key(data: list[Row], *names: str) -> dict[tuple[str, ...], list[Row]]:
    """Rows by the columns named, in their order."""
    grouped: dict[tuple[str, ...], list[Row]] = {}
    for row in data:
        grouped.setdefault(tuple(row[name] for name in names), []).append(row)
    return grouped


def render_drafts_page(warehouse: Path, folder: Path) -> None:
    """The page and the data that it offers, in an empty folder."""
    (folder / "data").mkdir()
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        overview = rows(connection, "select * from reporting.rpt_overview")[0]
        curve, words = (
            rows(connection, OF_SITE[name]) for name in ("learning_curve", "learning_curve_words")
        )
    is_drawn = any(row["accuracy"] is not None for row in curve)
    text = (
        page_templates()
        .get_template(DRAFTS.file)
        .render(
            overview=overview,
            learning_curve_words=words,
            figures={"learning_curve"} if is_drawn else set(),
            planned=write_drafts_data(read_drafts(warehouse), folder),
            title=DRAFTS.title,
            current=DRAFTS.file,
        )
    )
    (folder / DRAFTS.file).write_text(clean(text), "utf-8")


def print_answers(warehouse: Path) -> None:
    """The answers for a terminal: a line per planned post, then what to know about them."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = {name: rows(connection, query) for name, query in QUERIES.items()}
        summary = tables["summary"][0]
        print(f"{summary['finding']}.")
        if summary["n_drafts"]:
            connection.sql(LINES).show(max_width=180, max_rows=60)
            print("The likes and comments that four of five such posts have; the chance of high")
            print("engagement, with the 95 % interval of that chance.")
    print("\n".join(remarks(tables)))


def remarks(tables: Tables) -> list[str]:
    """What the table of answers leaves out, a sentence each."""
    summary = tables["summary"][0]
    answers, far = tables["answers"], [row for row in tables["drafts"] if row["is_far_ahead"]]
    lines = list(
        dict.fromkeys(f"{row['target_words'].capitalize()}: {row['record']}" for row in answers)
    )
    lines += [summary["range_words"]] if summary["range_words"] else []
    lines += said_once((row["far_ahead_words"], row["draft_id"]) for row in far)
    lines += said_once((row["note"], row["draft_id"]) for row in answers if row["note"])
    lines += [f"{row['draft_id']} is up as {row['post_id']}: {row['state']}"
              for row in tables["posted"][:MAX_LINES]]  # fmt: skip
    lines += [
        f"Not answered: {row['draft_id'] or 'a row'} (record {row['record_number']} of "
        f"{row['file_name']}) {row['reason']}"
        for row in tables["rejected"]
    ]
    if summary["n_rejected"] > len(tables["rejected"]):
        lines.append("More were not answered: from staging.rejected_drafts")
    if summary["n_drafts"] > MAX_LINES:
        lines.append(f"The soonest {MAX_LINES} are shown: from predictions.draft_predictions")
    if summary["is_example"]:
        lines.append("These are the bundled examples: make drafts DRAFTS=my.csv answers yours.")
    return lines


def said_once(remarks: Iterable[tuple[str, str]]) -> list[str]:
    """Each sentence with the planned posts that it is about, the first three by name."""
    about: dict[str, dict[str, None]] = {}
    for sentence, draft_id in remarks:
        about.setdefault(sentence, {})[draft_id] = None
    lines = []
    for sentence, draft_ids in list(about.items())[:MAX_LINES]:
        names = list(draft_ids)[:3]
        more = len(draft_ids) - len(names)
        lines.append(f"{', '.join(names)}{f' and {more:,} more' if more else ''}: {sentence}")
    return lines
