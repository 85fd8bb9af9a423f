"""What was tried to do better than the served model, measured on the same posts."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import SplineTransformer, StandardScaler

from models_ml import bootstrap
from models_ml.classifiers import p_high_of
from models_ml.columns import COLD_START_FEATURES, FEATURES, TARGETS
from models_ml.logistic import new_pipeline
from models_ml.posts import can_be_fitted, fit_training, numbers, posts_of

Attempt = Callable[[pd.DataFrame, pd.DataFrame], np.ndarray]

N_RESAMPLES = {"full": 1000, "quick": 200}
MIN_POSTS = 100
HALF_LIFE_DAYS = 90
COLUMNS = ["target", "attempt", "roc_auc", "ci_low", "ci_high", "gain", "gain_ci_low",
           "gain_ci_high", "log_loss", "n_posts", "n_accounts"]  # fmt: skip


def without_anchor(training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """A plain ridge regression that shrinks towards a constant."""
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=1000))
    return probabilities(model.fit(numbers(training), training["is_high"]), numbers(test))


def without_interactions(training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """The trailing mean is worth the same for every size and length of history."""
    columns = tuple(column for column in FEATURES if "_by_" not in column)
    return fit_training(training, columns).p_high(numbers(test, columns))


def one_regression(training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """No second regression for posts without history."""
    return fit_training(training).p_high(numbers(test))


def recent_posts_weigh_more(training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """Training posts lose half their weight in 90 days."""
    age_days = (training["posted_at"].max() - training["posted_at"]) / pd.Timedelta(days=1)
    weights = 0.5 ** (age_days / HALF_LIFE_DAYS)
    pipeline = new_pipeline(1e-2)
    scaler, model = pipeline
    scaled = scaler.fit_transform(numbers(training))
    model.fit(scaled, training["is_high"], sample_weight=weights)
    return probabilities(pipeline, numbers(test))


def splines(training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """Cubic splines of every feature instead of straight lines."""
    model = make_pipeline(
        StandardScaler(),
        SplineTransformer(n_knots=4, degree=3, extrapolation="linear"),
        LogisticRegression(C=0.01, max_iter=2000),
    )
    return probabilities(model.fit(numbers(training), training["is_high"]), numbers(test))


def caption_text(training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """Hashed character n-grams of the caption, handles masked, beside the features."""
    vectorizer = HashingVectorizer(analyzer="char_wb", ngram_range=(3, 4), n_features=2**12)
    scaler = StandardScaler().fit(numbers(training))
    stacked = [
        hstack([
            csr_matrix(scaler.transform(numbers(posts))),
            vectorizer.transform(posts["caption"].str.replace(r"@\S+", "@", regex=True)),
        ]).tocsr()
        for posts in (training, test)
    ]  # fmt: skip
    model = LogisticRegression(C=0.1, max_iter=1000).fit(stacked[0], training["is_high"])
    return probabilities(model, stacked[1])


def mean_of_three(training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """Regression, forest and boosting averaged."""
    names = ("logistic_regression", "random_forest", "gradient_boosting")
    mean: np.ndarray = np.mean([p_high_of(name, training, test) for name in names], axis=0)
    return mean


def isotonic(training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """Probabilities bent on the newest fifth of the training posts."""
    return calibrated("isotonic", training, test)


def temperature(training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """Log odds divided by one number, found on the newest fifth of the training posts."""
    return calibrated("temperature", training, test)


def calibrated(method: str, training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """The served regression, calibrated on later posts than it was fitted on."""
    ordered = training.sort_values(["posted_at", "post_id"], ignore_index=True)
    n_fitted = int(len(ordered) * 0.8)
    older, newer = ordered.iloc[:n_fitted], ordered.iloc[n_fitted:]
    if not can_be_fitted(older) or not can_be_fitted(newer):
        return p_high_of("logistic_regression", training, test)
    frozen = FrozenEstimator(fit_training(older).pipeline)
    model = CalibratedClassifierCV(frozen, method=method)
    return probabilities(model.fit(numbers(newer), newer["is_high"].to_numpy()), numbers(test))


def probabilities(model: LogisticRegression, x: object) -> np.ndarray:
    """Probability of the high class."""
    p_high: np.ndarray = model.predict_proba(x)[:, 1]
    return p_high


ATTEMPTS: dict[str, Attempt] = {
    "served": lambda training, test: p_high_of("logistic_regression", training, test),
    "trailing mean alone": lambda training, test: p_high_of("account_history", training, test),
    "random forest": lambda training, test: p_high_of("random_forest", training, test),
    "gradient boosting": lambda training, test: p_high_of("gradient_boosting", training, test),
    "no anchor: plain ridge": without_anchor,
    "no interactions with the trailing mean": without_interactions,
    "one regression, cold starts included": one_regression,
    "no history at all": lambda training, test: fit_training(
        training, COLD_START_FEATURES
    ).p_high(numbers(test, COLD_START_FEATURES)),
    "training weights halve every 90 days": recent_posts_weigh_more,
    "cubic splines": splines,
    "caption text, hashed n-grams": caption_text,
    "mean of regression, forest and boosting": mean_of_three,
    "isotonic calibration": isotonic,
    "temperature calibration": temperature,
}  # fmt: skip


def measure_attempts(
    features: pd.DataFrame, labels: pd.DataFrame, captions: pd.DataFrame, evaluation: str
) -> pd.DataFrame:
    """One row per target and attempt: by_time AUC, and its gain over the served model.

    `captions` holds `post_id, caption`. Intervals resample accounts; gains are paired.
    """
    rows: list[dict[str, object]] = []
    if evaluation != "none":
        described = features.merge(captions, on="post_id", validate="one_to_one")
        for target in TARGETS:
            training = posts_of(described, labels, target, "by_time", "train")
            test = posts_of(described, labels, target, "by_time", "test")
            if len(training) >= MIN_POSTS and can_be_fitted(training) and can_be_fitted(test):
                rows += attempts_on(target, training, test, N_RESAMPLES[evaluation])
    types = dict.fromkeys(COLUMNS, "float64") | dict.fromkeys(COLUMNS[:2], "str")
    return pd.DataFrame(rows, columns=COLUMNS).astype(
        types | dict.fromkeys(["n_posts", "n_accounts"], "int64")
    )


def attempts_on(
    target: str, training: pd.DataFrame, test: pd.DataFrame, n_resamples: int
) -> list[dict[str, object]]:
    """Fit and measure every attempt for one target, all on the same resamples."""
    y = test["is_high"].to_numpy(dtype=bool)
    scores = {name: attempt(training, test) for name, attempt in ATTEMPTS.items()}
    aucs = {name: bootstrap.roc_auc(y, p_high) for name, p_high in scores.items()}
    gains = {name + " gain": gain(auc, aucs["served"]) for name, auc in aucs.items()}
    ends = bootstrap.intervals(aucs | gains, test["account_id"], n_resamples)
    served = roc_auc_score(y, scores["served"])
    return [
        {
            "target": target,
            "attempt": name,
            "roc_auc": roc_auc_score(y, p_high),
            "ci_low": ends[name][0],
            "ci_high": ends[name][1],
            "gain": roc_auc_score(y, p_high) - served,
            "gain_ci_low": ends[name + " gain"][0],
            "gain_ci_high": ends[name + " gain"][1],
            "log_loss": log_loss(y, np.clip(p_high, 1e-6, 1 - 1e-6), labels=[False, True]),
            "n_posts": len(test),
            "n_accounts": test["account_id"].nunique(),
        }
        for name, p_high in scores.items()
    ]


def gain(auc: bootstrap.Statistic, served: bootstrap.Statistic) -> bootstrap.Statistic:
    """The difference of two AUCs on the same weights."""
    return lambda weights: auc(weights) - served(weights)
