"""How well the coefficients of a served regression are known, shrinkage included."""

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline
from statsmodels.stats.sandwich_covariance import cov_cluster

from models_ml.serving.logistic import anchor_weights, coefficients_of, fitted
from models_ml.serving.posts import numbers
from models_ml.serving.prior import Prior, RegressionAround

# What shrinkage moved is told by a regression with a penalty so many times weaker, and no stronger
# than the second.
WEAKER = 10.0
WEAK_INVERSE_PENALTY = 0.1
# Fewer accounts say too little of how much accounts differ.
MIN_CLUSTERS = 10


def covariance_of(pipeline: Pipeline, training: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Mean squared error of the coefficients of `training`'s regression, and d (see there).

    Shapes (n_terms, n_terms) and (n_terms,).

    In the units of `coefficients_of`, the intercept first: V + d d' + R. V is the sandwich of
    the same regression under a weak penalty: under a strong one it hardly moves from sample to
    sample, and looks surer than it is. d is what the penalty moved, its bias as far as it
    can be seen. R, where the regression leans on a reference, is what a posterior covariance has
    beyond sampling: the reference's own distance from the truth. nan where nothing can be
    resampled.
    """
    scaler, model = pipeline
    x, y = numbers(training, scaler.columns), training["is_high"].to_numpy(dtype=bool)
    prior = prior_behind(pipeline)
    weaker = max(WEAK_INVERSE_PENALTY, WEAKER * model.C)
    weak = fitted(weaker, x, y, scaler.columns, prior)
    covariance = clustered_covariance(weak, x, y, clusters_of(training))
    moved = coefficients_of(weak) - coefficients_of(pipeline)
    covariance = covariance + np.outer(moved, moved)
    if prior is not None:
        bread = inverse_hessian(pipeline, x)
        covariance = covariance + in_units(bread @ penalty_of(pipeline) @ bread, scaler.columns)
    return covariance, moved


def clusters_of(training: pd.DataFrame) -> np.ndarray:
    """The number of each post's cluster, (n_posts,): posts that resemble each other.

    Accounts; where they are fewer than MIN_CLUSTERS, runs of an account's consecutive posts,
    n^(1/3) of its n posts long (the order of Kuensch, 1989, for blocks of a series).
    """
    accounts = pd.factorize(training["account_id"])[0]
    if accounts.max(initial=-1) + 1 >= MIN_CLUSTERS:
        return accounts
    by_account = training.groupby("account_id", sort=False)["posted_at"]
    place = by_account.rank(method="first").to_numpy() - 1
    length = np.ceil(np.cbrt(by_account.transform("size").to_numpy()))
    runs = np.column_stack([accounts, place // length])
    return np.unique(runs, axis=0, return_inverse=True)[1].reshape(-1)


def clustered_covariance(
    pipeline: Pipeline, x: np.ndarray, y: np.ndarray, groups: np.ndarray
) -> np.ndarray:
    """The sandwich of Liang and Zeger (1986), (n_terms, n_terms), of `x` (n_posts, n_features).

    The bread is the inverse Hessian of the penalised log-likelihood, the filling sums the
    scores within `groups`; statsmodels forms it. Its small-sample factor counts terms; a
    penalised one has fewer to lose, the effective degrees of freedom (Hastie et al., The
    Elements of Statistical Learning, 2009, 7.6). nan where there is but one group.
    """
    scores = design_of(pipeline, x) * (y - pipeline.predict_proba(x)[:, 1])[:, None]
    (n_posts, n_terms), n_groups = scores.shape, groups.max(initial=0) + 1
    if n_groups == 1:
        return np.full((n_terms, n_terms), np.nan)
    bread = inverse_hessian(pipeline, x)
    n_free = n_terms - np.trace(bread @ penalty_of(pipeline))
    factor = n_groups / (n_groups - 1) * (n_posts - 1) / (n_posts - n_free)
    covariance = cov_cluster((scores, bread), groups, use_correction=False) * factor
    return in_units(covariance, pipeline[0].columns)


def inverse_hessian(pipeline: Pipeline, x: np.ndarray) -> np.ndarray:
    """Of the penalised log-likelihood, in the regression's own units."""
    design, p_high = design_of(pipeline, x), pipeline.predict_proba(x)[:, 1]
    information = (design * (p_high * (1 - p_high))[:, None]).T @ design
    return np.asarray(np.linalg.inv(information + penalty_of(pipeline)))


def penalty_of(pipeline: Pipeline) -> np.ndarray:
    """The penalty's matrix, (n_terms, n_terms): the intercept is free without a reference."""
    model = pipeline[-1]
    n_terms = model.coef_.shape[1] + 1
    if isinstance(model, RegressionAround):
        return np.diag(model.penalty_of(n_terms))
    return np.diag(np.r_[0.0, np.full(n_terms - 1, 1 / model.C)])


def design_of(pipeline: Pipeline, x: np.ndarray) -> np.ndarray:
    """The scaled features after a column of ones, (n_posts, n_terms)."""
    return np.column_stack([np.ones(len(x)), pipeline[0].transform(x)])


def in_units(covariance: np.ndarray, columns: tuple[str, ...]) -> np.ndarray:
    """From the regression's own units to log odds per standard deviation of a feature."""
    weights = np.r_[1.0, anchor_weights(columns)]
    return np.asarray(covariance * np.outer(weights, weights))


def prior_behind(pipeline: Pipeline) -> Prior | None:
    """The reference that a regression leans on, if it does."""
    scaler, model = pipeline
    if not isinstance(model, RegressionAround):
        return None
    weights = np.r_[1.0, anchor_weights(scaler.columns)]
    return Prior(model.around * weights, scaler.mean, scaler.scale, model.intercept_variance)
