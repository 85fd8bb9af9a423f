"""The past told again: fits of what was known at an origin, measured on the posts after it."""

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import WLS
from statsmodels.tools.tools import add_constant

from models_ml.at_once import at_once
from models_ml.measuring import bootstrap
from models_ml.measuring.classifiers import p_high_of
from models_ml.measuring.evaluation import N_RESAMPLES, no_metrics
from models_ml.measuring.metrics import losses, measure
from models_ml.remembered import remembered
from models_ml.serving.scoring import NORMAL_95

CLASSIFIERS = ("served", "logistic_regression", "account_history", "majority")
KEYS = ["target", "origin", "classifier"]
SCORES = {"post_id": "str", "account_id": "str", "target": "str", "origin": "datetime64[us]",
          "classifier": "str", "p_high": "float64", "is_high": "bool"}  # fmt: skip
SLOPES = {"target": "str", "classifier": "str", "metric": "str", "slope": "float64",
          "ci_low": "float64", "ci_high": "float64", "n_origins": "int64"}  # fmt: skip
MIN_ORIGINS = 3


@remembered
def score_origins(features: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """One row per test post, target, origin and classifier: `SCORES`.

    `labels` has one row per target, origin and post: `role` (train or test), `account_id,
    is_high, posted_at`. Nothing is kept from one origin to the next, the penalty neither.
    """
    asked = [
        (block.merge(features, on="post_id", validate="one_to_one"),)
        for _, block in labels.groupby(["target", "origin"])
    ]
    scored = at_once(score_origin, asked, len(features)) or [pd.DataFrame(columns=list(SCORES))]
    return pd.concat(scored, ignore_index=True).astype(SCORES)


def score_origin(posts: pd.DataFrame) -> pd.DataFrame:
    """Every classifier's scores of the test posts of one target and origin."""
    training, test = (posts[posts["role"] == role] for role in ("train", "test"))
    scored = [
        test.assign(classifier=name, p_high=p_high_of(name, training, test)) for name in CLASSIFIERS
    ]
    return pd.concat(scored)[list(SCORES)]


@remembered
def measure_origins(
    scores: pd.DataFrame, evaluation: str, decision_threshold: float
) -> pd.DataFrame:
    """One row per target, origin, classifier and metric, with intervals over accounts."""
    keys = ["post_id", "target", "origin"]
    history = scores.loc[scores["classifier"] == "account_history", [*keys, "p_high"]]
    both = scores.merge(history.rename(columns={"p_high": "p_baseline"}), on=keys)
    asked = [
        (group, N_RESAMPLES[evaluation], decision_threshold) for _, group in both.groupby(KEYS)
    ]
    frames = [no_metrics(KEYS).astype({"origin": SCORES["origin"]})]
    frames += at_once(measure_origin, asked, len(both))
    return pd.concat(frames, ignore_index=True).astype({"origin": SCORES["origin"]})


def measure_origin(
    scores: pd.DataFrame, n_resamples: int, decision_threshold: float
) -> pd.DataFrame:
    """The metrics of one target, origin and classifier, with these keys."""
    measured = [measure(scores, n_resamples, decision_threshold), loss_saved(scores, n_resamples)]
    return pd.concat(measured).assign(**{name: scores[name].iloc[0] for name in KEYS})


def loss_saved(scores: pd.DataFrame, n_resamples: int) -> pd.DataFrame:
    """One row: by how much the log loss is below that of the account's history, paired by post."""
    saved = losses(scores, "p_baseline") - losses(scores, "p_high")
    statistics = {"log_loss_saved": bootstrap.weighted_mean(saved)}
    ends = bootstrap.intervals(statistics, scores["account_id"], n_resamples)["log_loss_saved"]
    return pd.DataFrame(
        {
            "metric": ["log_loss_saved"],
            "value": saved.mean(),
            "ci_low": ends[0],
            "ci_high": ends[1],
            "n_posts": len(scores),
            "n_accounts": scores["account_id"].nunique(),
        }
    )


@remembered
def measure_slopes(backtest: pd.DataFrame) -> pd.DataFrame:
    """One row per target, classifier and metric: its change per step (`SLOPES`).

    `backtest` has one row per origin: `n_steps, value, ci_low, ci_high`.
    """
    rows = [
        (*key, *slope_of(known := group[group["value"].notna()]), len(known))
        for key, group in backtest.groupby(["target", "classifier", "metric"])
    ]
    return pd.DataFrame(rows, columns=list(SLOPES)).astype(SLOPES)


def slope_of(origins: pd.DataFrame) -> tuple[float, float, float]:
    """The slope over steps, and its 95 % interval; nan for fewer than `MIN_ORIGINS`.

    A regression weighted by the origins' own standard errors, equally where one has none. Its
    errors are widened where origins differ by more than those say, and never narrowed (the ratio
    of Birge, 1932); the interval is that of Student's t.
    """
    if len(origins) < MIN_ORIGINS:
        return np.nan, np.nan, np.nan
    errors = (origins["ci_high"] - origins["ci_low"]).to_numpy(dtype=float) / (2 * NORMAL_95)
    has_errors = bool((errors > 0).all())
    weights = errors**-2 if has_errors else np.ones(len(origins))
    design = add_constant(origins["n_steps"].to_numpy(dtype=float))
    regression = WLS(origins["value"].to_numpy(dtype=float), design, weights=weights)
    fit = regression.fit()
    if has_errors and fit.scale < 1:
        fit = regression.fit(cov_type="fixed scale", use_t=True)
    # Where nothing varies, what is left is rounding.
    slope, low, high = np.round([fit.params[1], *fit.conf_int()[1]], 12)
    return float(slope), float(low), float(high)
