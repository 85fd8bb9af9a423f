"""The figures of short histories, computed again by scikit-learn and scipy alone."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss, roc_auc_score
from sklearn.preprocessing import StandardScaler

from models_ml.columns import ANCHOR, FEATURES
from models_ml.measuring.classifiers import p_high_of
from models_ml.measuring.learning_curve import TARGET, WAYS, tell
from models_ml.serving.posts import numbers
from models_ml.serving.prior import prior_of, reference_terms
from tests.test_backtest import chosen_c
from tests.test_prior import posts_like_the_reference

WIDTH = np.where(np.array(FEATURES) == ANCHOR, 10.0, 1.0)


@pytest.fixture(scope="module")
def judged(sample_build):
    """Every judged post of the sample with its features, in the order of its account."""
    with duckdb.connect(str(sample_build.warehouse), read_only=True) as connection:
        return connection.execute("""
            select features.*, outcomes.account_id, outcomes.posted_at,
                outcome > own_threshold as is_high,
                md5_number_lower('half' || account_id) % 2 as half
            from marts.post_features as features
            inner join intermediate.int_post_outcomes as outcomes using (post_id)
            where target = 'above_own_usual' and is_eligible
            order by account_id, posted_at, post_id
        """).df()


def beginnings(judged: pd.DataFrame, length: int) -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    """The first posts of each account, and up to twenty that went up a week after the last."""
    told = []
    for _, posts in judged.groupby("account_id"):
        past, rest = posts.iloc[:length], posts.iloc[length:]
        later = rest[rest["posted_at"] >= past["posted_at"].iloc[-1] + pd.Timedelta(days=7)]
        if len(past) == length and len(later):
            told.append((past, later.iloc[:20]))
    return told


def matrix(posts: pd.DataFrame) -> np.ndarray:
    return posts[list(FEATURES)].to_numpy(dtype=float)


def own_fit(past: pd.DataFrame, later: pd.DataFrame) -> np.ndarray:
    """A ridge of C = 0.01 on standardised features, the anchor ten times as wide."""
    if past["is_high"].nunique() < 2:
        return np.full(len(later), (past["is_high"].sum() + 1) / (len(past) + 2))
    scaler = StandardScaler().fit(matrix(past))
    scale = np.where(scaler.scale_ < 1e-6, 1.0, scaler.scale_) / WIDTH
    x, new = ((matrix(posts) - scaler.mean_) / scale for posts in (past, later))
    model = LogisticRegression(C=0.01, tol=1e-12, max_iter=5000).fit(x, past["is_high"])
    return model.predict_proba(new)[:, 1]


def bundled_terms() -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """Intercept, coefficients, means and scales of the seed."""
    terms = reference_terms().query("target == @TARGET and fit == 'serving'").set_index("term")
    ordered = terms.loc[list(FEATURES)]
    columns = (ordered[name].to_numpy() for name in ("coefficient", "mean", "scale"))
    return terms.loc["intercept", "coefficient"], *columns


def both(past: pd.DataFrame, later: pd.DataFrame) -> np.ndarray:
    """The mode of the likelihood times a normal prior around the reference, found by BFGS.

    Of five posts, whatever their classes.
    """
    intercept, coefficients, mean, scale = bundled_terms()
    x, new = (np.column_stack([np.ones(len(p)), (matrix(p) - mean) / scale]) for p in (past, later))
    around, y = np.r_[intercept, coefficients], past["is_high"].to_numpy(dtype=float)
    penalty = np.r_[1 / 0.1, 100.0 / WIDTH**2]

    def loss(w):
        return np.sum(np.logaddexp(0, x @ w) - y * (x @ w)) + penalty @ (w - around) ** 2 / 2

    def gradient(w):
        return x.T @ (1 / (1 + np.exp(-x @ w)) - y) + penalty * (w - around)

    found = minimize(loss, around, method="BFGS", jac=gradient, options={"gtol": 1e-7})
    return 1 / (1 + np.exp(-new @ found.x))


def of_others(judged: pd.DataFrame, later: pd.DataFrame) -> np.ndarray:
    """The ridge of all posts of the other half, its penalty chosen by blocks of time."""
    training = judged[judged["half"] != later["half"].iloc[0]].sort_values("post_id")
    columns = list(FEATURES)
    scaler = StandardScaler().fit(training[columns].astype(float))
    model = LogisticRegression(C=chosen_c(training, columns), tol=1e-10, max_iter=5000)
    model.fit(scaler.transform(training[columns].astype(float)) * WIDTH, training["is_high"])
    return model.predict_proba(scaler.transform(later[columns].astype(float)) * WIDTH)[:, 1]


def test_a_length_computed_again_with_scikit_learn_alone(sample, judged):
    trials = beginnings(judged, 5)
    all_later = pd.concat([later for _, later in trials])
    halves = [of_others(judged, later) for _, later in all_later.groupby("half")]
    others = pd.Series(np.concatenate(halves), np.concatenate(
        [later.index for _, later in all_later.groupby("half")]))  # fmt: skip
    told = {
        "own": np.concatenate([own_fit(*trial) for trial in trials]),
        "both": np.concatenate([both(*trial) for trial in trials]),
        "reference of other accounts": others.loc[all_later.index].to_numpy(),
    }
    y = all_later["is_high"]
    expected = {
        (way, metric): measure(y, p_high)
        for way, p_high in told.items()
        for metric, measure in {
            "log_loss": log_loss,
            "roc_auc": roc_auc_score,
            "accuracy": lambda y, p: accuracy_score(y, p >= 0.5),
        }.items()
    }
    expected["own", "log_loss_saved"] = log_loss(y, told["both"]) - log_loss(y, told["own"])
    found = sample.execute("""
        select told_by, metric, value, n_posts, n_accounts
        from predictions.learning_curve where n_earlier_posts = 5
    """).fetchall()
    values = {(way, metric): value for way, metric, value, *_ in found}
    assert {key: values[key] for key in expected} == pytest.approx(expected, abs=2e-5)
    assert {row[3:] for row in found} == {(len(y), len(trials))}


def test_each_way_has_each_metric_and_an_interval_that_holds_its_value(sample):
    rows = sample.execute("""
        select told_by, list_sort(list(metric)), bool_and(value between ci_low and ci_high)
        from predictions.learning_curve where n_earlier_posts = 5 group by all
    """).fetchall()
    paired = {"both": ["log_loss_saved_of_others"],
              "both, reference of other accounts": ["log_loss_saved"]}  # fmt: skip
    everything = ["log_loss_saved", "log_loss_saved_of_others"]
    assert sorted(rows) == sorted(
        (way, ["accuracy", "log_loss", *paired.get(way, everything), "roc_auc"], True)
        for way in WAYS
    )


@pytest.mark.parametrize("n_posts", [5, 60])
@pytest.mark.parametrize("label", ["both", "low"])
def test_both_together_is_what_is_served(n_posts, label):
    posts, _ = posts_like_the_reference(n_posts + 20)
    past, later = posts.iloc[:n_posts], posts.iloc[n_posts:].assign(has_history=1.0)
    if label == "low":
        past = past.assign(is_high=False)
    x, y = numbers(past), past["is_high"].to_numpy(dtype=bool)
    told = tell(x, y, numbers(later), prior_of(TARGET, FEATURES), None)
    served = p_high_of("logistic_regression", past, later)
    np.testing.assert_allclose(told["both"], served, atol=1e-9)
    history = p_high_of("account_history", past, later)
    np.testing.assert_allclose(told["account history"], history, atol=1e-9)
    assert np.isnan(told["both, reference of other accounts"]).all()
