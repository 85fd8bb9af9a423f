"""Figures of data that hardly fill them."""

import warnings

from reports.figures import tiers
from reports.style import drawn


def test_accounts_without_engagement_leave_the_figure_of_tiers_whole():
    """On a logarithmic axis a rate of zero would lie so far left that labels are cut."""
    tier = {
        "kind": "tier", "follower_tier": "nano", "label": "nano, under 10 k", "ci_low": None,
        "ci_high": None, "account_median_rate": 0.0, "lower_quartile_rate": 0.0,
        "upper_quartile_rate": 0.005, "benchmark_rate": None,
    }  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        text = drawn(tiers, [tier])
    assert "nano, under 10 k" in text
