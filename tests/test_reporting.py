"""Numbers that reporting tables compute in SQL, against statsmodels and scipy."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.stats import binom, norm, t
from statsmodels.stats.proportion import proportion_confint

HASHTAG_POSTS = """
    select account_id, ln(n_likes + n_comments + 1) as y,
        regexp_matches(
            lower(caption), '(^|[^#])' || $hashtag || '($|[^\\p{L}\\p{M}\\p{N}_])'
        ) as has_it
    from marts.posts where is_mature and n_likes + n_comments is not null order by post_id
"""


def test_hashtags_are_a_regression_with_clustered_errors(sample):
    rows = sample.execute(
        "select hashtag, n_posts, n_comparing_accounts, difference_percent, ci_low, ci_high"
        " from reporting.rpt_hashtags order by hashtag"
    ).fetchall()
    assert rows
    for hashtag, n_posts, n_comparing, difference, low, high in rows:
        posts = sample.execute(HASHTAG_POSTS, {"hashtag": hashtag}).df()
        assert posts["has_it"].sum() == n_posts
        posts["x"] = posts["has_it"].astype(float)
        means = posts.groupby("account_id")[["x", "y"]].transform("mean")
        within = posts[["x", "y"]] - means
        groups = posts["account_id"].astype("category").cat.codes
        fit = sm.OLS(within["y"], within["x"]).fit(
            cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
        )
        error = fit.bse["x"] * np.sqrt(n_comparing / (n_comparing - 1))
        width = t.ppf(0.975, n_comparing - 1) * error
        ends = 100 * (np.exp(fit.params["x"] + np.array([-width, 0, width])) - 1)
        assert [low, difference, high] == pytest.approx(ends, rel=0.01, abs=0.05)


def test_calibration_has_wilson_intervals(sample):
    rows = sample.execute(
        "select high_share, n_posts, ci_low, ci_high from reporting.rpt_calibration"
    ).fetchall()
    for share, n_posts, low, high in rows:
        expected = proportion_confint(share * n_posts, n_posts, method="wilson")
        assert (low, high) == pytest.approx(expected, abs=1e-4)


def test_tiers_have_the_interval_of_the_sign_test(sample):
    """At least about 95 % of samples of so many accounts hold the median between the ranks."""
    rows = sample.execute(
        "select n_accounts, account_median_rate, ci_low, ci_high from reporting.rpt_tiers"
        " where ci_low is not null"
    ).fetchall()
    assert rows
    for n_accounts, middle, low, high in rows:
        assert low <= middle <= high
        rank = int((n_accounts - 1.96 * n_accounts**0.5) // 2)
        assert 1 - 2 * binom.cdf(rank - 1, n_accounts, 0.5) > 0.94


def test_headings_are_sentences_and_claim_no_direction_within_noise(sample):
    """The words of a difference agree with the intervals that they are about."""
    findings = dict(sample.execute("select name, finding from reporting.rpt_findings").fetchall())
    assert all(finding.strip() and finding[0].isupper() | finding[0].isdigit()
               for finding in findings.values())  # fmt: skip
    named = sample.execute(
        "select feature_words, value, ci_high, n_compared from reporting.rpt_effects"
        " where target = 'above_own_usual' and measure = 'within_account_effect'"
    ).fetchall()
    for words, value, high, n_compared in named:
        standard_error = (high - value) / norm.ppf(0.975)
        is_beyond_noise = abs(value) > norm.ppf(1 - 0.025 / n_compared) * standard_error
        assert n_compared == 11 and (words in findings["effects"]) == is_beyond_noise, words
