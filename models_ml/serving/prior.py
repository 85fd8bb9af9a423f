"""What posts of other accounts taught, for warehouses with few posts of their own to learn from."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from models_ml.columns import COLD_START_FEATURES

# Written by `make reference`; SQL reads it as the seed reference_terms.
TERMS = Path(__file__).parents[2] / "dbt_project" / "seeds" / "reference_terms.csv"
# From so many training posts on a fit leans on nothing but its own.
REFERENCE_MAX_POSTS = 1000
# How far the base rate may lie from the reference's: where a warehouse has a threshold of its own,
# as far as it likes. A variance, in log odds.
INTERCEPT_VARIANCES = {"above_own_usual": 0.1, "above_median": 10.0}


@dataclass(frozen=True)
class Prior:
    """The reference's regression: coefficients in its own standard deviations, intercept first.

    `coefficients` (1 + n_features,), `mean` and `scale` (n_features,); `intercept_variance`
    is that of the base rate around it.
    """

    coefficients: np.ndarray
    mean: np.ndarray
    scale: np.ndarray
    intercept_variance: float


def prior_of(target: str, columns: tuple[str, ...]) -> Prior | None:
    """The reference for these columns; None where it does not know one of them."""
    fit = "serving_cold_start" if set(columns) <= set(COLD_START_FEATURES) else "serving"
    terms = reference_terms()
    chosen = terms[(terms["target"] == target) & (terms["fit"] == fit)].set_index("term")
    if not set(columns) <= set(chosen.index):
        return None
    ordered = chosen.loc[list(columns)]
    return Prior(
        coefficients=np.r_[chosen.loc["intercept", "coefficient"], ordered["coefficient"]],
        mean=ordered["mean"].to_numpy(),
        scale=ordered["scale"].to_numpy(),
        intercept_variance=INTERCEPT_VARIANCES[target],
    )


@lru_cache
def reference_terms() -> pd.DataFrame:
    """One row per target, fit and term: `coefficient, mean, scale` as in model_terms."""
    return pd.read_csv(TERMS)


class RegressionAround(LogisticRegression):
    """A ridge regression that is shrunk towards coefficients, not towards nothing.

    Minimises the log loss and half of (w - around)' P (w - around), P being 1 / C for features
    and 1 / intercept_variance for the intercept: the posterior mode under a normal prior.
    `around` has the intercept first, in the units of what it is fitted to.
    """

    def __init__(self, around: np.ndarray, intercept_variance: float, C: float = 1.0) -> None:
        super().__init__(C=C)
        self.around = around
        self.intercept_variance = intercept_variance

    def fit(self, X: np.ndarray, y: np.ndarray) -> "RegressionAround":
        """Fit `X`, (n_posts, n_features), to labels of one class or two."""
        x, is_high = np.column_stack([np.ones(len(X)), X]), np.asarray(y, dtype=float)
        penalty = self.penalty_of(x.shape[1])

        def loss(w: np.ndarray) -> float:
            away = w - self.around
            return float(np.sum(np.logaddexp(0, x @ w) - is_high * (x @ w)) + away**2 @ penalty / 2)

        def gradient(w: np.ndarray) -> np.ndarray:
            return np.asarray(x.T @ (expit(x @ w) - is_high) + penalty * (w - self.around))

        def hessian(w: np.ndarray) -> np.ndarray:
            return np.asarray(self.information(x, w) + np.diag(penalty))

        found = minimize(
            loss, self.around, jac=gradient, hess=hessian, method="trust-exact",
            options={"gtol": 1e-8, "maxiter": 200},
        )  # fmt: skip
        self.intercept_, self.coef_ = found.x[:1], found.x[None, 1:]
        self.classes_ = np.array([False, True])
        # Where rounding keeps the gradient from its tolerance the steps end by themselves.
        self.n_iter_ = np.array([found.nit])
        self.n_features_in_ = X.shape[1]
        self.share_own_ = self.share_own(x, found.x)
        return self

    def penalty_of(self, n_terms: int) -> np.ndarray:
        """The diagonal of P, (n_terms,)."""
        return np.asarray(np.r_[1 / self.intercept_variance, np.full(n_terms - 1, 1 / self.C)])

    def information(self, x: np.ndarray, w: np.ndarray) -> np.ndarray:
        """Fisher's, of the posts alone, (n_terms, n_terms)."""
        p_high = expit(x @ w)
        return np.asarray((x * (p_high * (1 - p_high))[:, None]).T @ x)

    def share_own(self, x: np.ndarray, w: np.ndarray) -> float:
        """Of the coefficients' information the part that is the posts' own, from 0 to 1.

        The effective degrees of freedom over the number of terms (Hastie et al., The Elements
        of Statistical Learning, 2009, 3.4.1 and 7.6).
        """
        own = self.information(x, w)
        posterior = own + np.diag(self.penalty_of(len(w)))
        return float(np.trace(np.linalg.solve(posterior, own)) / len(w))
