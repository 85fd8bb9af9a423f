"""Coefficients of many accounts, each shrunk towards everyone's (empirical Bayes).

An account's are normal around everyone's, and everyone's are normal around nothing. With one
account alone that makes a ridge regression of known strength.
"""

from dataclasses import replace

import numpy as np

from models_ml.serving.patterns import LEAST, Patterns, times

# Standard deviations of coefficients, as logs: everyone's, and an account's beyond them.
EVERYONE, OWN = 0.1, 0.1
# Before any account is seen the latter is known to a factor of two (a standard deviation).
OWN_CHOICES = OWN * 2.0 ** np.arange(-3, 2.5, 0.5)
FACTOR = 2


def likely_own(patterns: Patterns) -> float:
    """By how much accounts differ from one another: the likeliest, given what was thought before.

    Marginal likelihood over a grid; with one account nearly what was thought before.
    """
    thought = -((np.log(OWN_CHOICES / OWN) / np.log(FACTOR)) ** 2) / 2
    told = [log_likelihood(patterns, own) for own in OWN_CHOICES]
    return float(OWN_CHOICES[np.argmax(np.array(told) + thought)])


def log_likelihood(patterns: Patterns, own: float) -> float:
    """Of all outcomes, up to a constant, whatever the coefficients of accounts may be."""
    precisions, pulls = patterns.about_everyone(own)
    within = own**2 * (pulls * patterns.pulls).sum()
    within -= np.linalg.slogdet(np.eye(pulls.shape[1]) + own**2 * patterns.precisions)[1].sum()
    pull = pulls.sum(axis=0)
    spread = np.eye(len(pull)) + EVERYONE**2 * precisions.sum(axis=0)
    between = EVERYONE**2 * pull @ np.linalg.solve(spread, pull) - np.linalg.slogdet(spread)[1]
    return float(within + between) / 2


def shrunk(patterns: Patterns, own: float) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients and covariances of each account, given its posts and all other accounts.

    (n_accounts, n_terms) and (n_accounts, n_terms, n_terms).
    """
    identity = np.eye(patterns.products.shape[1])
    precisions, pulls = patterns.about_everyone(own)
    others = np.linalg.inv(precisions.sum(axis=0) - precisions + identity / EVERYONE**2)
    expected = times(others, pulls.sum(axis=0) - pulls)
    before = np.linalg.inv(others + own**2 * identity)
    covariances = np.linalg.inv(patterns.precisions + before)
    return times(covariances, patterns.pulls + times(before, expected)), covariances


def with_pattern_removed(patterns: Patterns, own: float) -> Patterns:
    """The same, with variances of what the shrunk coefficients leave over.

    They allow for being estimated: those of Student's t with as many degrees of freedom.
    """
    coefficients, covariances = shrunk(patterns, own)
    explained = (coefficients * (2 * patterns.products)).sum(axis=1) - (
        coefficients * times(patterns.squares, coefficients)
    ).sum(axis=1)
    n_used = np.einsum("aij,aji->a", covariances, patterns.precisions)
    n_free = np.maximum(patterns.n_free - n_used, 3)
    variances = np.maximum((patterns.total - explained) / (n_free - 2), LEAST)
    return replace(patterns, variances=variances)
