"""What was tried to do better than the served model, measured on the same posts."""

from collections.abc import Callable
from functools import partial
from itertools import product

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack
from scipy.special import expit, logit
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import SplineTransformer, StandardScaler

from models_ml.at_once import at_once
from models_ml.columns import COLD_START_FEATURES, FEATURES, TARGETS
from models_ml.measuring import bootstrap
from models_ml.measuring.classifiers import p_high_of
from models_ml.remembered import remembered
from models_ml.serving.calibration import estimate
from models_ml.serving.logistic import new_pipeline
from models_ml.serving.posts import can_be_fitted, fit_training, numbers, posts_of

# From training posts and posts to score to probabilities.
Attempt = Callable[[pd.DataFrame, pd.DataFrame], np.ndarray]

N_RESAMPLES = {"full": 1000, "quick": 200}
MIN_POSTS = 100
HALF_LIFE_DAYS = 90
POST_KEYS = ["post_id", "account_id", "is_high"]
KEYS = ["target", "protocol", "attempt"]
COLUMNS = [*KEYS, "roc_auc", "ci_low", "ci_high", "gain", "gain_ci_low", "gain_ci_high",
           "log_loss", "n_posts", "n_accounts"]  # fmt: skip

# These were fitted and scored for the evaluation: not again.
SCORED = {
    "served": "served",
    "regression alone": "logistic_regression",
    "trailing mean alone": "account_history",
    "random forest": "random_forest",
    "gradient boosting": "gradient_boosting",
}
AVERAGED = ["logistic_regression", "random_forest", "gradient_boosting"]


def without_anchor(training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """A plain ridge regression that shrinks towards a constant."""
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=1000))
    return probabilities(model.fit(numbers(training), training["is_high"]), numbers(test))


def without_interactions(training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """The trailing mean is worth the same for every size and length of history."""
    columns = tuple(column for column in FEATURES if "_by_" not in column)
    return fit_training(training, columns).p_high(numbers(test, columns))


def without_history(training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """Every post is told as a first one."""
    return fit_training(training, COLD_START_FEATURES).p_high(numbers(test, COLD_START_FEATURES))


def one_regression(training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """No second regression for posts without history."""
    return fit_training(training).p_high(numbers(test))


def recent_posts_weigh_more(training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """Training posts lose half their weight in 90 days."""
    age_days = (training["posted_at"].max() - training["posted_at"]) / pd.Timedelta(days=1)
    weights = 0.5 ** (age_days / HALF_LIFE_DAYS)
    pipeline = new_pipeline(1e-2, FEATURES)
    scaler, model = pipeline
    scaled = scaler.fit_transform(numbers(training))
    model.fit(scaled, training["is_high"], sample_weight=weights)
    return probabilities(pipeline, numbers(test))


def splines(
    training: pd.DataFrame, test: pd.DataFrame, columns: tuple[str, ...] = FEATURES
) -> np.ndarray:
    """Cubic splines of every feature instead of straight lines."""
    model = make_pipeline(
        StandardScaler(),
        SplineTransformer(n_knots=4, degree=3, extrapolation="linear"),
        LogisticRegression(C=0.01, max_iter=2000),
    )
    model.fit(numbers(training, columns), training["is_high"])
    return probabilities(model, numbers(test, columns))


def caption_text(
    words: csr_matrix,
    training: pd.DataFrame,
    test: pd.DataFrame,
    columns: tuple[str, ...] = FEATURES,
) -> np.ndarray:
    """The words of the caption beside the features; `words` has one row per `words_row`."""
    scaler = StandardScaler().fit(numbers(training, columns))
    stacked = [
        hstack(
            [
                csr_matrix(scaler.transform(numbers(posts, columns))),
                words[posts["words_row"].to_numpy()],
            ]
        ).tocsr()
        for posts in (training, test)
    ]
    model = LogisticRegression(C=0.1, max_iter=1000).fit(stacked[0], training["is_high"])
    return probabilities(model, stacked[1])


def hashed_words(captions: pd.Series) -> csr_matrix:
    """Character n-grams of each caption, handles masked: hashing learns nothing from them."""
    vectorizer = HashingVectorizer(analyzer="char_wb", ngram_range=(3, 4), n_features=2**12)
    return vectorizer.transform(captions.str.replace(r"@\S+", "@", regex=True))


def isotonic(training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """Probabilities bent on the newest fifth of the training posts."""
    return calibrated("isotonic", training, test)


def temperature(training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """Log odds divided by one number, found on the newest fifth of the training posts."""
    return calibrated("temperature", training, test)


def recentred(training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """The regression, shifted by what the newest fifth of the training posts lay off it."""
    older, newer = older_and_newer(training)
    if not can_be_fitted(older) or not can_be_fitted(newer):
        return p_high_of("logistic_regression", training, test)
    before, log_odds = (
        logit(p_high_of("logistic_regression", learned, told))
        for learned, told in ((older, newer), (training, test))
    )
    (shift, _), _ = estimate("shift", newer[["account_id", "is_high"]].assign(log_odds=before))
    shifted: np.ndarray = expit(log_odds + shift)
    return shifted


def older_and_newer(training: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All but the newest fifth of the training posts, and that fifth."""
    ordered = training.sort_values(["posted_at", "post_id"], ignore_index=True)
    n_older = int(len(ordered) * 0.8)
    return ordered.iloc[:n_older], ordered.iloc[n_older:]


def calibrated(method: str, training: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """The served regression, calibrated on later posts than it was fitted on."""
    older, newer = older_and_newer(training)
    if not can_be_fitted(older) or not can_be_fitted(newer):
        return p_high_of("logistic_regression", training, test)
    frozen = FrozenEstimator(fit_training(older).pipeline)
    model = CalibratedClassifierCV(frozen, method=method)
    return probabilities(model.fit(numbers(newer), newer["is_high"].to_numpy()), numbers(test))


def probabilities(model: LogisticRegression, x: object) -> np.ndarray:
    """Probability of the high class."""
    p_high: np.ndarray = model.predict_proba(x)[:, 1]
    return p_high


def fitted_attempts(words: csr_matrix) -> dict[str, dict[str, Attempt]]:
    """By protocol, what is fitted for this table alone.

    Of an account never seen no history is known, and its posts are of any time: what changes
    the use of the history, or trusts newer posts more, is no attempt there.
    """
    return {
        "by_time": {
            "no anchor: plain ridge": without_anchor,
            "no interactions with the trailing mean": without_interactions,
            "one regression, cold starts included": one_regression,
            "no history at all": without_history,
            "training weights halve every 90 days": recent_posts_weigh_more,
            "cubic splines": splines,
            "caption text, hashed n-grams": partial(caption_text, words),
            "re-centred on the newest fifth": recentred,
            "isotonic calibration": isotonic,
            "temperature calibration": temperature,
        },
        "by_account": {
            "cubic splines": partial(splines, columns=COLD_START_FEATURES),
            "caption text, hashed n-grams": partial(
                caption_text, words, columns=COLD_START_FEATURES
            ),
        },
    }


@remembered
def measure_attempts(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    captions: pd.DataFrame,
    scores: pd.DataFrame,
    evaluation: str,
) -> pd.DataFrame:
    """One row per target, protocol and attempt: AUC, and its gain over the served model.

    `captions` holds `post_id, caption`, `scores` the evaluation's out-of-sample scores of each
    classifier. The folds of a protocol are measured together. Intervals resample accounts;
    gains are paired.
    """
    frames = [pd.DataFrame(columns=COLUMNS)]
    if evaluation != "none" and len(labels):
        labelled = features[features["post_id"].isin(labels["post_id"])]
        described = labelled.merge(captions, on="post_id", validate="one_to_one")
        attempts = fitted_attempts(hashed_words(described["caption"]))
        described = described.assign(words_row=range(len(described)))
        keys = [
            {"target": target, "protocol": protocol}
            for target, protocol in product(TARGETS, attempts)
        ]
        asked = [(described, labels, scores, key, attempts[key["protocol"]]) for key in keys]
        for key, attempted in zip(
            keys, at_once(scored_and_fitted, asked, len(described)), strict=True
        ):
            if can_be_fitted(attempted):
                measured = measure(attempted, N_RESAMPLES[evaluation])
                frames.append(measured.assign(**key))
    types = dict.fromkeys(COLUMNS, "float64") | dict.fromkeys(KEYS, "str")
    counts = dict.fromkeys(["n_posts", "n_accounts"], "int64")
    return pd.concat(frames)[COLUMNS].astype(types | counts)


def scored_and_fitted(
    described: pd.DataFrame,
    labels: pd.DataFrame,
    scores: pd.DataFrame,
    key: dict[str, str],
    attempts: dict[str, Attempt],
) -> pd.DataFrame:
    """One row per test post of every fold: `POST_KEYS`, and a probability for each attempt.

    `key` names the target and the protocol. No rows where a fold has too few training posts,
    or only one class of them.
    """
    folds = [pd.DataFrame(columns=POST_KEYS)]
    is_wanted = (scores[list(key)] == pd.Series(key)).all(axis=1)
    wanted = scores[is_wanted]
    for fold in sorted(set(wanted["fold"])):
        training = posts_of(described, labels, **key, role="train", fold=fold)
        if len(training) < MIN_POSTS or not can_be_fitted(training):
            return folds[0]
        test = posts_of(described, labels, **key, role="test", fold=fold)
        scored = wanted[wanted["fold"] == fold]
        known = scored.pivot(index="post_id", columns="classifier", values="p_high")
        known = known.loc[test["post_id"]].reset_index(drop=True)
        attempted = {name: known[column].to_numpy() for name, column in SCORED.items()}
        attempted["mean of regression, forest and boosting"] = known[AVERAGED].to_numpy().mean(1)
        attempted |= {name: fit(training, test) for name, fit in attempts.items()}
        folds.append(test[POST_KEYS].assign(**attempted))
    return pd.concat(folds[1:] or folds).sort_values("post_id", ignore_index=True)


def measure(attempted: pd.DataFrame, n_resamples: int) -> pd.DataFrame:
    """One row per attempt, all on the same posts and the same resamples of their accounts."""
    y = attempted["is_high"].to_numpy(dtype=bool)
    names = attempted.columns.drop(POST_KEYS)
    scores = {name: attempted[name].to_numpy() for name in names}
    aucs = {name: bootstrap.roc_auc(y, p_high) for name, p_high in scores.items()}
    drawn = bootstrap.draws(aucs, attempted["account_id"], n_resamples)
    served = roc_auc_score(y, scores["served"])
    rows = []
    for name, p_high in scores.items():
        auc = roc_auc_score(y, p_high)
        ends = bootstrap.percentiles(drawn[name])
        gain_ends = bootstrap.percentiles(drawn[name] - drawn["served"])
        loss = log_loss(y, np.clip(p_high, 1e-6, 1 - 1e-6), labels=[False, True])
        rows.append((name, auc, *ends, auc - served, *gain_ends, loss))
    return pd.DataFrame(rows, columns=COLUMNS[2:-2]).assign(
        n_posts=len(attempted), n_accounts=attempted["account_id"].nunique()
    )
