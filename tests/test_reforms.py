"""The REFORMS sheet: 32 items, each answered, from the tables."""

import re
from pathlib import Path

import pytest
from sklearn.metrics import roc_auc_score

from tests.builds import Build

ITEMS = [f"{module + 1}{letter}" for module, n in enumerate((3, 5, 7, 3, 6, 3, 3, 2))
         for letter in "abcdefg"[:n]]  # fmt: skip


def items_of(site: Path) -> dict[str, str]:
    """The answer to each item, by its number, from the Markdown."""
    text = (site / "reforms.md").read_text(encoding="utf-8")
    found = re.findall(r"(?m)^\*\*(\d[a-g]) [^*]+\*\* (.*)$", text)
    assert len(found) == len(dict(found)), "an item stands there once"
    return dict(found)


def assert_answered(site: Path) -> None:
    answers = items_of(site)
    assert list(answers) == ITEMS and len(ITEMS) == 32
    for number, answer in answers.items():
        assert len(answer) >= 40, (number, answer)
        assert not re.search(r"\bNone\b|\bnan\b|\{|\}", answer), (number, answer)


def test_there_are_32_items_each_with_an_answer(sample_build: Build):
    site = sample_build.warehouse.parent / "site"
    assert_answered(site)
    page = (site / "reforms.html").read_text(encoding="utf-8")
    assert all(f"<strong>{number} " in page for number in ITEMS)
    assert "Not known yet" not in page


def written(value: float, digits: int = 3) -> str:
    return f"{value:.{digits}f}"


def test_why_the_mean_tells_so_much_is_told_with_the_numbers_of_the_scores(sample_build, sample):
    """Each AUC again, by scikit-learn from the scores themselves."""
    text = (sample_build.warehouse.parent / "site" / "reforms.md").read_text(encoding="utf-8")
    why = text.split("## 1 Study goals")[0].split("## Why one feature")[1]
    scores = sample.execute("""
        select target, classifier, p_high, is_high from predictions.classifier_scores
        where protocol = 'by_time' and classifier in ('account_history', 'served')
    """).df()
    aucs = {
        key: roc_auc_score(group["is_high"], group["p_high"])
        for key, group in scores.groupby(["target", "classifier"])
    }
    for auc in aucs.values():
        assert f"{written(auc)} [" in why
    for target in ("above_median", "above_own_usual"):
        gain = aucs[target, "served"] - aucs[target, "account_history"]
        assert f"the gain is {written(gain)} [" in why
    alone, whole = (aucs["above_median", name] for name in ("account_history",
                                                             "served"))  # fmt: skip
    assert f"{100 * (alone - 0.5) / (whole - 0.5):.0f} % is the mean's" in why
    ((share,),) = sample.execute(
        "select between_account_share from audit.variance_shares where target = 'above_median'"
    ).fetchall()
    assert f"{100 * share:.0f} % lies between accounts" in why


@pytest.fixture
def answers(sample_build):
    """The answers of the sample's sheet, by item."""
    return items_of(sample_build.warehouse.parent / "site")


@pytest.fixture
def only(sample):
    """The first row that a query of the sample finds."""
    return lambda query: sample.execute(query).fetchall()[0]


def test_the_numbers_of_the_whole_are_those_of_the_tables(answers, only):
    n_posts, n_accounts, first = only(
        "select count(*), count(distinct account_id), min(posted_at)::date from marts.posts"
    )
    assert f"{n_posts:,} posts of {n_accounts:,} accounts, posted {first}" in answers["1a"]
    assert (
        only("select input_hash from ops.build_runs order by started_at desc")[0] in (answers["2a"])
    )
    missing, high = only("""
        select avg((n_followers is null)::integer),
            avg((n_followers is null)::integer) filter (is_high)
        from marts.posts inner join marts.post_labels using (post_id)
        where target = 'above_own_usual'
    """)
    assert (
        f"Followers: {100 * missing:.0f} % of posts ({100 * high:.0f} % of high" in (answers["3f"])
    )
    n_rejected, n_repeats = only(
        "select n_rejected, n_duplicates from marts.row_accounting where source_file = 'total'"
    )
    assert f"{n_rejected:,} record" in answers["4a"] and f"{n_repeats:,} repeat" in answers["6b"]


def test_the_numbers_of_each_target_are_those_of_the_tables(answers, only):
    for target, words in (("above_median", "Above the median"),
                          ("above_own_usual", "Above its own usual")):  # fmt: skip
        n_judged, n_high, n_of = only(f"""
            select count(is_high), count(*) filter (is_high),
                count(distinct account_id) filter (is_high is not null)
            from marts.post_labels inner join marts.posts using (post_id)
            where target = '{target}'
        """)
        assert f"{words}: {n_judged:,} judged posts of {n_of:,} accounts" in answers["3e"]
        assert f"{n_high:,} high, {n_judged - n_high:,} low" in answers["3d"]
        n_train, n_test, n_test_high = only(f"""
            select count(*) filter (role = 'train'), count(*) filter (role = 'test'),
                count(*) filter (role = 'test' and is_high)
            from marts.split_labels where protocol = 'by_time' and target = '{target}'
        """)
        assert f"{n_train:,} train" in answers["5c"]
        assert f"{n_test:,} test ({n_test_high:,} high)" in answers["5c"]
        n_origins, step = only(
            f"select count(*), any_value(step) from marts.backtest_origins"
            f" where target = '{target}'"
        )
        assert f"{words.lower()} {n_origins} {step}s" in answers["5c"]
