"""Files of planned posts, and the answers to them."""

import csv
from pathlib import Path

from tests.builds import Build

COLUMNS = ["draft_id", "account", "media_type", "caption", "planned_at", "location", "followers",
           "timezone", "post_id"]  # fmt: skip
SOON = "2026-07-02T18:30+01:00"


def write_drafts(path: Path, *drafts: dict[str, str]) -> Path:
    """A file of planned posts; what a draft leaves out is an ordinary one of the sample's."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for number, draft in enumerate(drafts):
            writer.writerow(
                {"draft_id": f"d{number}", "account": "sample_books_0", "media_type": "image",
                 "caption": "Hello", "planned_at": SOON} | draft
            )  # fmt: skip
    return path


def answers(built: Build, columns: str = "draft_id, target, p_high") -> list[tuple]:
    assert built.code == 0, built.errors
    return built.rows(f"select {columns} from predictions.draft_predictions order by all")
