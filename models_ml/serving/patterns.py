"""Whether regressors explain anything in an account beyond chance, for many accounts at once.

Accounts are the first axis of every array; n_terms is the number of regressors. How large the
effect of each is likely to be lies in its scale: in these units all are alike.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.stats import beta, chi2

# Of the false alarms, those that everyone's pattern may take where there is more than one account.
SHARE_OF_EVERYONE = 0.2
LEAST = 1e-9


@dataclass(frozen=True)
class Patterns:
    """What is enough to know of each account's posts for a normal linear regression."""

    squares: np.ndarray  # of the regressors, (n_accounts, n_terms, n_terms)
    products: np.ndarray  # with the outcome, (n_accounts, n_terms)
    total: np.ndarray  # squared outcomes, (n_accounts,)
    n_free: np.ndarray  # degrees of freedom of the outcomes, (n_accounts,)
    variances: np.ndarray  # of what is left over, (n_accounts,)

    @cached_property
    def precisions(self) -> np.ndarray:
        """What the posts alone say: how sure, (n_accounts, n_terms, n_terms)."""
        return np.asarray(self.squares / self.variances[:, None, None])

    @cached_property
    def pulls(self) -> np.ndarray:
        """And whither: precisions times coefficients, (n_accounts, n_terms)."""
        return np.asarray(self.products / self.variances[:, None])

    def about_everyone(self, own: float) -> tuple[np.ndarray, np.ndarray]:
        """Precision and pull of each account on everyone's coefficients, if accounts differ so."""
        damped = np.linalg.inv(np.eye(self.products.shape[1]) + own**2 * self.precisions)
        return self.precisions @ damped, times(damped.transpose(0, 2, 1), self.pulls)


def times(matrices: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Each matrix times its vector."""
    products: np.ndarray = np.einsum("aij,aj->ai", matrices, vectors)
    return products


def patterns_of(nuisances: np.ndarray, regressors: np.ndarray, outcome: np.ndarray,
                starts: np.ndarray) -> Patterns:  # fmt: skip
    """Regressors and outcome without what the nuisances explain within each account.

    Rows are posts, those of an account together, and `starts` has the first row of each.
    """
    n_out, n_in = nuisances.shape[1], nuisances.shape[1] + regressors.shape[1]
    sums = cross_products(np.column_stack([nuisances, regressors, outcome]), starts)
    inverse = np.linalg.pinv(sums[:, :n_out, :n_out], rcond=LEAST, hermitian=True)
    explained = sums[:, n_out:, :n_out] @ inverse @ sums[:, :n_out, n_out:]
    left = sums[:, n_out:, n_out:] - explained
    n_explained = np.einsum("aij,aji->a", inverse, sums[:, :n_out, :n_out]).round()
    n_free = np.maximum(np.diff(np.append(starts, len(outcome))) - n_explained, 1)
    n = n_in - n_out
    total = np.maximum(left[:, n, n], LEAST)
    return Patterns(left[:, :n, :n], left[:, :n, n], total, n_free, total / n_free)


def cross_products(columns: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Sums over each account's rows of products of columns, (n_accounts, n_columns, n_columns)."""
    products = [np.add.reduceat(columns * column[:, None], starts) for column in columns.T]
    return np.stack(products, axis=1)


def p_of_chance(patterns: Patterns) -> np.ndarray:
    """The probability, by account, that chance alone explains as much or more.

    The score test of the variance of coefficients (Goeman et al., 2006): the squared products as
    a share of all squares. Where outcomes are noise its mean and variance are known exactly;
    a beta distribution has the same. (With a dozen posts it strikes in 6 % instead of 5 %.)
    """
    eigenvalues = np.linalg.eigvalsh(patterns.squares)
    largest = np.maximum(eigenvalues[:, -1], LEAST)
    share = (patterns.products**2).sum(axis=1) / patterns.total / largest
    first, second = eigenvalues.sum(axis=1) / largest, (eigenvalues**2).sum(axis=1) / largest**2
    n = patterns.n_free
    mean = first / n
    variance = 2 * (n * second - first**2) / (n**2 * (n + 2))
    weight = mean * (1 - mean) / np.maximum(variance, LEAST) - 1
    is_tested = (eigenvalues[:, -1] > LEAST) & (variance > LEAST) & (mean < 1) & (weight > 0)
    mean, weight = np.where(is_tested, mean, 0.5), np.where(is_tested, weight, 1)
    return np.where(is_tested, beta.sf(share, mean * weight, (1 - mean) * weight), 1.0)


def p_with_everyone(patterns: Patterns, own: float) -> np.ndarray:
    """The same, where what all accounts share counts as well, at a share of the false alarms."""
    p_own = p_of_chance(patterns)
    if len(p_own) == 1:
        return p_own
    precision, pull = (part.sum(axis=0) for part in patterns.about_everyone(own))
    eigenvalues = np.maximum(np.linalg.eigvalsh(precision), 0)
    # A sum of squared normals, by its mean and variance (Satterthwaite, 1946).
    scale = max((eigenvalues**2).sum() / max(eigenvalues.sum(), LEAST), LEAST)
    p_everyone = chi2.sf((pull**2).sum() / scale, max(eigenvalues.sum() / scale, LEAST))
    either = np.minimum(p_own / (1 - SHARE_OF_EVERYONE), p_everyone / SHARE_OF_EVERYONE)
    return np.asarray(np.minimum(either, 1))
