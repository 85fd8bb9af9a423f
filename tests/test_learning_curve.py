"""How much a short history tells: nothing later in it, and figures that others find too."""

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
from models_ml.measuring.learning_curve import TARGET, WAYS, score_learning_curve, tell
from models_ml.serving.posts import numbers
from models_ml.serving.prior import prior_of, reference_terms
from tests.builds import SAMPLE, made_up_posts, run_models, write_posts
from tests.test_backtest import chosen_c
from tests.test_future_blindness import ALTERED, later_posts_changed
from tests.test_prior import posts_like_the_reference

WIDTH = np.where(np.array(FEATURES) == ANCHOR, 10.0, 1.0)
BUNDLED = [column for way, column in WAYS.items() if "other accounts" not in way]


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
    """The mode of the likelihood times a normal prior around the reference, found by BFGS."""
    if past["is_high"].nunique() < 2:
        return own_fit(past, later)
    intercept, coefficients, mean, scale = bundled_terms()
    x, new = (np.column_stack([np.ones(len(p)), (matrix(p) - mean) / scale]) for p in (past, later))
    around, y = np.r_[intercept, coefficients], past["is_high"].to_numpy(dtype=float)
    penalty = np.r_[1 / 0.1, 100.0 / WIDTH**2]

    def loss(w):
        return np.sum(np.logaddexp(0, x @ w) - y * (x @ w)) + penalty @ (w - around) ** 2 / 2

    found = minimize(loss, around, method="BFGS", options={"gtol": 1e-7})
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


def test_no_reference_of_others_knows_an_account_that_it_tells(sample):
    ((n_shared, n_both_halves, n_told),) = sample.execute("""
        select
            (select count(*) from marts.learning_curve_others as other
                inner join marts.learning_curve_posts as told using (account_id)
                where other.told_half = told.half),
            (select count(*) from (select account_id from marts.learning_curve_others
                group by all having count(distinct told_half) > 1)),
            (select count(distinct told_half) from marts.learning_curve_others)
    """).fetchall()
    assert (n_shared, n_both_halves, n_told) == (0, 0, 2)


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


def trial_of(posts: pd.DataFrame, n_earlier: int) -> pd.DataFrame:
    """The rows of one trial: the first posts train, the others are told."""
    roles = np.where(np.arange(len(posts)) < n_earlier, "train", "test")
    keys = {"n_earlier_posts": n_earlier, "n_skipped_posts": 0, "half": 0, "role": roles}
    return posts[["post_id", "account_id", "target", "is_high", "posted_at"]].assign(**keys)


def test_what_came_of_the_told_posts_changes_no_answer():
    posts, _ = posts_like_the_reference(40)
    posts["post_id"] = [f"post{i}" for i in range(len(posts))]
    trial, nobody = trial_of(posts, 15), trial_of(posts, 15).iloc[:0].assign(told_half=0)
    features = posts[["post_id", *FEATURES]]
    scores = score_learning_curve(features, trial, nobody)
    is_told = trial["role"] == "test"
    other = trial.assign(is_high=trial["is_high"].astype(bool) ^ is_told)
    again = score_learning_curve(features, other, nobody)
    assert len(scores) == 25 and (scores["is_high"] != again["is_high"]).all()
    pd.testing.assert_frame_equal(scores[BUNDLED], again[BUNDLED])


@pytest.mark.parametrize("how", ["deleted", "altered", "outcomes"])
def test_no_later_post_changes_what_was_told(how, tmp_path):
    """Of posts that were labelled by then: whatever their own account's posts said of them."""
    moment = pd.Timestamp("2026-05-08T12:00")

    def told(posts):
        run_models(tmp_path / "warehouse.duckdb", posts, "+learning_curve", evaluation="full")
        with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(f"""
                select post_id, n_earlier_posts, n_skipped_posts, posted_at, scores.is_high,
                    {", ".join(BUNDLED)}
                from predictions.learning_curve_scores as scores
                inner join marts.posts using (post_id) order by 2, 3, 1
            """).df()

    before = told(SAMPLE)
    after = told(later_posts_changed(tmp_path / "changed.csv", ALTERED[how], moment.timestamp()))
    settled = [
        scores[scores["posted_at"] < moment - pd.Timedelta(days=8)].reset_index(drop=True)
        for scores in (before, after)
    ]
    assert 100 < len(settled[0]) < len(before)
    pd.testing.assert_frame_equal(*settled)
    assert not before.equals(after)


def alone(n_posts: int) -> str:
    """A post every two days of one account, above its usual now and then."""
    likes = "1 + (i * 37) % 91 + if(i % 3 = 0, 20, 0)"
    one = {"owner_id": "1", "owner_username": "'only_one'", "likes": likes}
    return made_up_posts(n_posts, **one, created_at="1700000000.0 + 86400 * 2 * i")


TRIALS = """
    select n_earlier_posts, n_skipped_posts, count(*) filter (role = 'train'),
        count(*) filter (role = 'test'),
        min(posted_at) filter (role = 'test') - max(posted_at) filter (role = 'train')
    from marts.learning_curve_posts group by all order by all
"""


def test_one_account_is_told_from_several_starts_without_intervals(warehouse, tmp_path):
    posts = write_posts(tmp_path / "posts.csv", alone(90))
    run_models(warehouse, posts, "+rpt_learning_curve_words", evaluation="full")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        trials = connection.execute(TRIALS).fetchall()
        intervals = connection.execute("""
            select list_distinct(list(n_earlier_posts order by n_earlier_posts)), count(ci_low),
                max(n_accounts), count(*) filter (told_by like '%other accounts')
            from predictions.learning_curve
        """).fetchall()
        ((finding,),) = connection.execute(
            "select finding from reporting.rpt_learning_curve_words"
        ).fetchall()
    # 83 of the 90 posts are judged: not the first three, nor those of the last week.
    assert [trial[:2] for trial in trials] == [
        *((5, start) for start in (0, 20, 40, 60)),
        *((15, start) for start in (0, 20, 40, 60)),
        *((30, start) for start in (0, 20, 40)),
        *((60, start) for start in (0,)),
    ]
    assert all(n_train == length for length, _, n_train, *_ in trials)
    assert all(gap == pd.Timedelta(days=8) for *_, gap in trials)
    assert all(1 <= n_told <= 20 for *_, n_told, _ in trials)
    assert intervals == [([5, 15, 30], 0, 1, 0)]
    assert "without intervals" in finding


def test_trials_are_bounded_and_beginnings_come_first(warehouse, tmp_path):
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(120))
    bound = {"learning_curve_trials": 3}
    run_models(warehouse, posts, "+learning_curve_posts", bound, evaluation="full")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        trials = connection.execute(TRIALS).fetchall()
    starts = [start for length, start, *_ in trials if length == 5]
    assert sorted(starts) == [0, 20] and sum(trial[2] for trial in trials if trial[0] == 5) == 15


@pytest.mark.parametrize(("n_posts", "evaluation"), [(1, "full"), (12, "full"), (90, "none")])
def test_without_a_short_history_to_tell_of_all_is_empty(n_posts, evaluation, warehouse, tmp_path):
    posts = write_posts(tmp_path / "posts.csv", alone(n_posts))
    run_models(
        warehouse, posts, "+rpt_learning_curve +rpt_learning_curve_words", evaluation=evaluation
    )
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for table in ("predictions.learning_curve", "reporting.rpt_learning_curve"):
            assert connection.execute(f"select count(*) from {table}").fetchall() == [(0,)]
        ((finding, missing),) = connection.execute(
            "select finding, missing_words from reporting.rpt_learning_curve_words"
        ).fetchall()
    assert finding == "How much a short history tells cannot be told yet"
    assert ("turned off" in missing) == (evaluation == "none")


def test_the_page_shows_the_curve_or_says_why_not(sample_build, small_build):
    page = (sample_build.warehouse.parent / "site" / "drafts.html").read_text(encoding="utf-8")
    assert "figures/learning_curve.svg" in page and "After 5 posts: " in page
    page = (small_build.warehouse.parent / "site" / "drafts.html").read_text(encoding="utf-8")
    assert "How much a short history tells cannot be told yet" in page
    assert "figures/learning_curve" not in page
