"""Which posts a fit learns from, and when it leans on the reference."""

import pandas as pd
import pytest

from models_ml.columns import COLD_START_FEATURES, FEATURES
from models_ml.serving.posts import (
    CHANCE_POSTS,
    base_rate,
    can_be_fitted,
    has_answer,
    posts_of,
    question_of,
    those_like,
)
from models_ml.serving.prior import INTERCEPT_VARIANCES, REFERENCE_MAX_POSTS, prior_of
from tests.shared import ROOT

KEY = {"target": "above_median", "protocol": "by_time", "role": "train", "fold": 0}
OTHERS = {"target": "above_own_usual", "protocol": "serving", "role": "test", "fold": 1}
TERMS = pd.read_csv(ROOT / "dbt_project" / "seeds" / "reference_terms.csv")


def labelled(post_id: str, **key: object) -> dict[str, object]:
    """A label of a post."""
    at = pd.Timestamp("2024-01-01")
    return {"post_id": post_id, "account_id": "a", "is_high": True, "posted_at": at} | KEY | key


def test_posts_are_those_of_one_side_of_one_split():
    labels = pd.DataFrame(
        [labelled("wanted"), *(labelled(name, **{name: OTHERS[name]}) for name in OTHERS)]
    )
    features = pd.DataFrame({"post_id": [*labels["post_id"], "unlabelled"], "n_tags": range(6)})
    found = posts_of(features, labels, KEY["target"], KEY["protocol"])
    assert found.to_dict("records") == [
        {"post_id": "wanted", "account_id": "a", "target": "above_median", "is_high": True,
         "posted_at": pd.Timestamp("2024-01-01"), "n_tags": 0}
    ]  # fmt: skip
    for name in ("role", "fold"):
        (post,) = posts_of(features, labels, "above_median", "by_time", **{name: OTHERS[name]})[
            "post_id"
        ]
        assert post == name
    with_margins = posts_of(features, labels.assign(log_margin=0.5), *list(KEY.values())[:2])
    assert with_margins["log_margin"].to_list() == [0.5]
    with pytest.raises(pd.errors.MergeError):
        posts_of(pd.concat([features, features]), labels, *list(KEY.values())[:2])


def training(n_posts: int, n_high: int) -> pd.DataFrame:
    posts = pd.DataFrame({name: [0.5] * n_posts for name in FEATURES}, dtype=float)
    is_high = [place < n_high for place in range(n_posts)]
    posted_at = pd.date_range("2024-01-01", periods=n_posts)
    return posts.assign(target="above_median", is_high=is_high, posted_at=posted_at)


@pytest.mark.parametrize(
    ("n_posts", "n_high", "is_two_classes", "answers"),
    [
        (0, 0, False, False),
        (1, 1, False, True),
        (CHANCE_POSTS - 1, 0, False, True),
        (CHANCE_POSTS, 0, False, False),
        (CHANCE_POSTS, CHANCE_POSTS, False, False),
        (CHANCE_POSTS, 1, True, True),
    ],
)
def test_one_class_is_an_answer_of_few_posts_alone(n_posts, n_high, is_two_classes, answers):
    posts = training(n_posts, n_high)
    assert can_be_fitted(posts) == is_two_classes and has_answer(posts) == answers
    # Without a target there is no reference to lean on.
    assert has_answer(posts.drop(columns="target")) == is_two_classes


def test_the_base_rate_is_laplaces():
    assert base_rate(training(0, 0)) == 1 / 2
    assert base_rate(training(8, 2)) == 3 / 10


def test_few_posts_lean_on_the_reference():
    def leans(posts: pd.DataFrame, **settings: bool) -> bool:
        return question_of(posts, FEATURES, **settings)[-1] is not None

    assert leans(training(1, 1)) and leans(training(REFERENCE_MAX_POSTS - 1, 1))
    assert not leans(training(0, 0)) and not leans(training(REFERENCE_MAX_POSTS, 1))
    assert not leans(training(1, 1), leans=False)
    assert not leans(training(1, 1).drop(columns="target"))
    features, is_high, _, inverse_penalty, _ = question_of(training(3, 1), FEATURES[:2], 0.5)
    assert list(features) == list(FEATURES[:2]) and features.shape == (3, 2)
    assert is_high.to_list() == [True, False, False] and inverse_penalty == 0.5


def test_a_fit_with_history_is_asked_of_posts_that_have_one():
    posts = training(4, 2).assign(has_history=[1.0, 0.0, 1.0, 0.0])
    assert those_like(posts, FEATURES).index.to_list() == [0, 2]
    assert len(those_like(posts, COLD_START_FEATURES)) == 4


@pytest.mark.parametrize("target", INTERCEPT_VARIANCES)
@pytest.mark.parametrize(
    ("fit", "columns"),
    [
        ("serving", FEATURES),
        ("serving", FEATURES[::-1]),
        ("serving_cold_start", COLD_START_FEATURES),
        ("serving_cold_start", COLD_START_FEATURES[:3]),
    ],
)
def test_the_reference_is_that_of_the_target_and_of_the_columns(target, fit, columns):
    rows = TERMS[(TERMS["target"] == target) & (TERMS["fit"] == fit)].set_index("term")
    prior = prior_of(target, columns)
    assert prior.intercept_variance == INTERCEPT_VARIANCES[target]
    assert prior.coefficients.tolist() == rows.loc[["intercept", *columns], "coefficient"].to_list()
    assert prior.mean.tolist() == rows.loc[list(columns), "mean"].to_list()
    assert prior.scale.tolist() == rows.loc[list(columns), "scale"].to_list()


def test_the_reference_does_not_know_every_column():
    assert prior_of("above_median", (*FEATURES, "phase_of_the_moon")) is None
