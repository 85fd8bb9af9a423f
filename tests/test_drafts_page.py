"""The page of planned posts: a card each, inert whatever is in it, and empty states that help."""

import re
import shutil

import duckdb
import pytest

from commands.drafts import write_drafts_page
from reports.drafts import said_once
from tests.browsers import needs_browser
from tests.builds import SAMPLE, answer, run_models
from tests.drafts import write_drafts

HOSTILE = "<script>alert(1)</script></style>\"'\\ & $x$ {{ 7 * 7 }} \u202egnp.exe \u0001 👩‍🎨 =1+1"


@pytest.fixture
def own(sample_build, tmp_path):
    """A copy of the sample's warehouse and site that a test may change."""
    copy = tmp_path / "own" / "warehouse.duckdb"
    copy.parent.mkdir()
    shutil.copy(sample_build.warehouse, copy)
    shutil.copytree(sample_build.warehouse.parent / "site", copy.parent / "site")
    return copy


def page_of(warehouse) -> str:
    return (warehouse.parent / "site" / "drafts.html").read_text(encoding="utf-8")


def test_the_examples_have_a_card_each_and_are_called_examples(sample_build):
    text = page_of(sample_build.warehouse)
    titles = re.findall(r'<h2 id="draft-\d+">(.*?)</h2>', text)
    assert titles == ["summer-shelf", "night-shift", "opening", "tour", "price-list", "no-words"]
    told = sample_build.rows("select count(*) from reporting.rpt_draft_answers where is_told")
    assert [(text.count('<svg class="scale"'),)] == told and 6 < told[0][0] < 12
    assert "These are the bundled examples." in text
    assert "not in the warehouse" in text and "18:30 (Europe/Lisbon)" in text


def test_drafts_change_their_own_page_and_no_other(own, tmp_path):
    site = own.parent / "site"
    before = {path: path.read_bytes() for path in site.rglob("*.*")}
    assert answer(own, write_drafts(tmp_path / "d.csv", {"draft_id": "mine"})).code == 0
    changed = {path.relative_to(site).as_posix() for path in before
               if path.read_bytes() != before[path]}  # fmt: skip
    assert changed == {"drafts.html", *(f"data/draft-{name}.csv" for name in
                                        ("answers", "reasons", "alternatives"))}  # fmt: skip
    assert ">mine</h2>" in page_of(own) and "summer-shelf" not in page_of(own)


def test_the_page_alone_is_the_page_of_the_whole_site(own):
    whole = page_of(own)
    write_drafts_page(own, own.parent / "site")
    assert page_of(own) == whole


def test_pages_of_another_warehouse_are_left_alone(own, tmp_path):
    site = own.parent / "site"
    with duckdb.connect(str(own)) as connection:
        connection.execute("update reporting.rpt_overview set run_id = 'another'")
    before = page_of(own)
    built = answer(own, write_drafts(tmp_path / "d.csv", {}))
    assert built.code == 0 and "not of this warehouse" in built.output
    assert page_of(own) == before and site.exists()


def test_without_planned_posts_the_page_says_how_to_make_some(own, tmp_path):
    assert answer(own, write_drafts(tmp_path / "d.csv")).code == 0
    text = page_of(own)
    assert 'class="empty"' in text and "make drafts DRAFTS=my.csv" in text
    assert "What could not be answered" not in text


def test_what_was_rejected_is_listed_with_its_reason(own, tmp_path):
    assert answer(own, write_drafts(tmp_path / "d.csv", {"media_type": "reel"}, {})).code == 0
    text = page_of(own)
    assert "What could not be answered" in text and "&#39;reel&#39; is not image" in text


@needs_browser
def test_hostile_planned_posts_are_inert_and_fit(own, browser, tmp_path):
    drafts = write_drafts(
        tmp_path / "d.csv",
        {"draft_id": HOSTILE, "caption": HOSTILE * 20, "account": HOSTILE[:60]},
        {"draft_id": "x" * 100, "caption": "y" * 2200, "account": "z" * 100},
        {"draft_id": "<b>bad</b>", "media_type": HOSTILE},
    )
    assert answer(own, drafts).code == 0
    text = page_of(own)
    assert "<script>alert" not in text and "\u0001" not in text and "49" not in text.split("7 * 7")
    page, said = browser.new_page(viewport={"width": 375, "height": 800}), []
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("console", lambda message: said.append(message.text))
    page.goto((own.parent / "site" / "drafts.html").as_uri())
    for summary in page.locator("summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.close()
    assert said == []
    answers = (own.parent / "site" / "data" / "draft-answers.csv").read_text(encoding="utf-8")
    assert "\n=" not in answers


def test_without_names_no_name_and_no_caption_of_a_draft_is_shown(own):
    names = {"show_account_names": False}
    run_models(own, SAMPLE, "rpt_accounts+", names)
    write_drafts_page(own, own.parent / "site")
    text = page_of(own)
    with duckdb.connect(str(own), read_only=True) as connection:
        accounts = connection.execute("select account_name from intermediate.int_drafts").fetchall()
    assert accounts and not [name for (name,) in accounts if name in text]
    assert "Five books for the beach" not in text and "an account not in the warehouse" in text


def test_a_word_that_did_not_come_true_is_withdrawn_and_the_page_says_so(own, tmp_path):
    """The same drafts, once past posts told "probably" came true half of the time."""
    query = "select verdict, interval_verdict, note from predictions.draft_predictions order by all"
    with duckdb.connect(str(own)) as connection:
        connection.execute("update predictions.draft_calibrations set intercept = 1")
    before = answer(own).rows(query)
    assert any(verdict == "probably" for verdict, _, _ in before)
    with duckdb.connect(str(own)) as connection:
        connection.execute(
            "update predictions.as_draft_metrics set value = 0.5, ci_low = 0.4, ci_high = 0.6"
            " where metric = 'hit_rate'"
        )
    run_models(own, SAMPLE, "rpt_draft_words")
    after = answer(own).rows(query)
    assert not any(verdict.startswith("probably") for verdict, _, _ in after)
    notes = [note for verdict, _, note in after if verdict == "unproven"]
    assert notes and all(
        "does not show that it beats a coin" in note or "no past post was told so" in note
        for note in notes
    )
    assert "cannot be told yet</h1>" in page_of(own)
    assert "&#34;probably&#34; is not said there" in page_of(own) or (
        '"probably" is not said there' in page_of(own)
    )


def test_a_remark_about_many_planned_posts_is_said_once():
    remarks = [("Add followers.", f"d{i}") for i in range(1005)] + [("Too far.", "d1")] * 2
    assert said_once(remarks) == [
        "d0, d1, d2 and 1,002 more: Add followers.",
        "d1: Too far.",
    ]
