"""Planned posts of accounts of which little is known: an answer that says what it rests on."""

import pandas as pd
import pytest

from commands.ask import score_drafts
from tests.builds import build, made_up_posts, write_posts

START = 1_700_000_000
ACCOUNTS = {
    "normal": (40, {"is_video": "false"}),
    "one": (1, {"created_at": f"{START} + 86400 * 2"}),
    "young": (4, {"created_at": f"{START} + 86400 * (36.0 + i * 0.7)"}),
    "hidden": (10, {"likes": "-1"}),
    "nofollowers": (10, {"followers": "0"}),
}
SOON = "2023-12-26T10:00Z"
# account, media type; the history of its range, and words of the note above its own usual.
PLANS = {
    "a format never used": ("normal", "carousel", "12 or more", "Mostly from the reference"),
    "one post": ("one", "image", "1 to 4", "Fewer than 3 earlier posts"),
    "no post": ("nobody", "image", "none", "has no usual yet"),
    "young posts only": ("young", "image", "1 to 4", "Mostly from the reference"),
    "hidden likes": ("hidden", "video", "none", "with likes and comments known"),
    "no followers": ("nofollowers", "image", "5 to 11", "Mostly from the reference"),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("thin")
    parts = [
        made_up_posts(
            n_posts,
            **{"owner_id": f"'{number}'", "owner_username": f"'{name}'",
               "shortcode": f"'{name}' || i"} | columns,
        )
        for number, (name, (n_posts, columns)) in enumerate(ACCOUNTS.items())
    ]  # fmt: skip
    posts = write_posts(folder / "posts.csv", " union all by name ".join(f"({p})" for p in parts))
    warehouse = folder / "warehouse.duckdb"
    built = build(warehouse, posts)
    assert built.code == 0, built.errors
    rows = [
        {"draft_id": name, "account": account, "media_type": media_type, "caption": "Soon",
         "planned_at": SOON}
        for name, (account, media_type, _, _) in PLANS.items()
    ]  # fmt: skip
    before = rows[0] | {"draft_id": "before its own history", "planned_at": "2023-11-01T10:00Z"}
    return score_drafts(warehouse, pd.DataFrame([*rows, before])).set_index("draft_id")


@pytest.mark.parametrize("plan", PLANS)
def test_what_an_answer_rests_on_is_said(answers, plan):
    *_, history, words = PLANS[plan]
    own = answers.loc[plan].set_index("target").loc["above_own_usual"]
    assert own["history"] == history and words in own["note"]
    ends = [own[end] for end in ("low_95", "low_80", "expected_engagements", "high_80", "high_95")]
    assert ends == sorted(ends) and ends[0] >= 0 and own["residual_basis"] == "reference"
    assert 0 < own["p_high"] < 1


def test_without_followers_there_is_no_rate_to_tell(answers):
    rate = answers.loc["no followers"].set_index("target").loc["above_median"]
    assert rate["verdict"] == "not known" and "Add the column followers" in rate["note"]


def test_a_time_before_what_is_known_is_turned_down(answers):
    assert "already knows posts up to" in answers.loc["before its own history", "rejected"]
