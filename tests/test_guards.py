"""Guards strike at leaks that are planted for them, at nothing honest, and at nobody small."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from models_ml import run_guards
from models_ml.auditing.guards import EXPLAINABLE_SHARE, auc_ceiling
from models_ml.columns import FEATURES, TARGETS
from tests.builds import build, made_up_posts, run_models, write_posts
from tests.false_alarms import share_between


def test_the_ceiling_is_what_a_simulation_finds():
    """Normal outcomes whose predictable share is known, scored by that share exactly."""
    random = np.random.default_rng(0)
    for between in (0.2, 0.6, 0.9):
        predictable = between + EXPLAINABLE_SHARE * (1 - between)
        score = random.normal(scale=np.sqrt(predictable), size=400_000)
        outcome = score + random.normal(scale=np.sqrt(1 - predictable), size=len(score))
        ranks = pd.Series(score).rank()[outcome > 0]
        n_high, n_low = len(ranks), len(score) - len(ranks)
        auc = (ranks.sum() - n_high * (n_high + 1) / 2) / n_high / n_low
        assert auc_ceiling("above_median", between, between, 5) == pytest.approx(auc, abs=0.003)


def caught(sample, guard, leak, strength=1.0):
    """Whether the guard strikes at the leak, and points to it, for any target."""
    return sample.execute(
        "select bool_or(is_caught and (feature is null or feature = 'planted_leak'))"
        " from audit.planted_leaks where guard = ? and leak = ? and strength = ?",
        [guard, leak, strength],
    ).fetchall() == [(True,)]


def test_each_guard_sees_the_leak_that_is_planted_for_it(sample):
    assert caught(sample, "ceiling", "own outcome with noise", 0.1)
    assert caught(sample, "permutation_cost", "own outcome with noise", 0.1)
    assert caught(sample, "shuffled_time", "own outcome with noise", 0.1)
    assert caught(sample, "older_features", "next outcome")
    assert caught(sample, "older_features", "later mean")
    assert caught(sample, "blind_scoring", "test labels in the training")


def test_what_a_guard_misses_is_said(sample):
    """Graded leaks: a weak one passes, and the table says how much it added."""
    assert not caught(sample, "ceiling", "own outcome with noise", 4.0)
    rows = sample.execute(
        "select smallest_gain_caught, largest_gain_missed from audit.guards"
        " where guard = 'ceiling' and target = 'above_median'"
    ).fetchall()
    ((caught_from, missed_up_to),) = rows
    assert 0 < missed_up_to < caught_from


def made_up_frames(n=900):
    """Features without meaning of 60 accounts, labels by chance, half of the posts tested."""
    random = np.random.default_rng(0)
    features = pd.DataFrame(random.normal(size=(n, len(FEATURES))), columns=list(FEATURES))
    features.insert(0, "post_id", [f"p{i:03}" for i in range(n)])
    labels = pd.DataFrame(
        {
            "post_id": features["post_id"],
            "account_id": (np.arange(n) % 60).astype(str),
            "is_high": random.random(n) < 0.5,
            "posted_at": pd.date_range("2024-01-01", periods=n, freq="6h"),
            "role": ["train"] * (n // 2) + ["test"] * (n // 2),
            "protocol": "by_time",
            "fold": 0,
        }
    )
    return features, labels


def guards_of(p_high):
    """The ceiling's rows for scores of the test posts, as SQL judges them."""
    features, labels = made_up_frames()
    both = pd.concat([labels.assign(target=target) for target in TARGETS], ignore_index=True)
    shares = pd.DataFrame({
        "target": TARGETS, "between_account_share": 0.6, "between_month_share_high": 0.6,
        "mean_past_posts": 8.0,
    })  # fmt: skip
    test = both[both["role"] == "test"].assign(classifier="served", p_high=p_high)
    careless = pd.DataFrame(
        columns=["post_id", "target", "leak", "strength", "value", "previous_post_id"]
    )
    found = run_guards(features, both, test, shares, careless, "full")
    return found[found["guard"] == "ceiling"].assign(
        is_beyond=lambda row: row["value"] - 4 * row["std_error"] > row["auc_limit"]
    )


def test_the_ceiling_strikes_at_the_label_and_not_at_chance():
    _, labels = made_up_frames()
    is_high = labels.loc[labels["role"] == "test", "is_high"].to_numpy()
    leaky = np.tile(np.where(is_high, 0.9, 0.1), 2)
    chance = np.tile(np.linspace(0.1, 0.9, len(is_high)), 2)
    assert guards_of(leaky)["is_beyond"].all() and not guards_of(chance)["is_beyond"].any()


NORMAL = "sqrt(-2 * ln((hash(i * 7) % 10000 + 0.5) / 10000)) * cos(hash(i * 13) % 6283 / 1000)"
ONE_ACCOUNT = {
    "owner_id": "'1'",
    "owner_username": "'solo'",
    "likes": f"(200 * exp(0.6 * {NORMAL}))::bigint",
    "is_video": "hash(i * 5) % 3 = 0",
    "multiple_images": "hash(i * 5) % 3 = 1",
    "caption": "repeat('word ', (hash(i * 11) % 30)::int)",
    "created_at": "1700000000.0 + 2 * 86400 * i + hash(i) % 50000",
}
UNKNOWN = {"followers": "null", "username": "null", "following": "null"}


@pytest.mark.parametrize(("n_posts", "followers"), [(5, UNKNOWN), (20, {}), (60, {}), (120, {})])
def test_one_account_builds_whatever_the_guards_can_see(n_posts, followers, warehouse, tmp_path):
    """A real account of 60 posts was refused by a guard that could not see its own leak."""
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(n_posts, **ONE_ACCOUNT | followers))
    measured = (
        "guards model_attempts sensitivity metrics_by_slice feature_influence as_draft_metrics"
    )
    run_models(
        warehouse, posts, " ".join(f"+{name}" for name in measured.split()), evaluation="quick"
    )
    run_models(warehouse, posts, "guards", evaluation="quick", command="test")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select has_power, is_caught, power, n_posts_needed, n_posts from audit.guards"
        ).fetchall()
    assert len(rows) == 10
    for has_power, is_caught, power, n_needed, n_posts_tested in rows:
        assert not has_power and not is_caught
        assert power.startswith(("no power", "not run")), power
        assert n_needed is None or n_needed > n_posts_tested


def test_one_account_of_sixty_posts_gets_its_pages(warehouse, tmp_path):
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(60, **ONE_ACCOUNT))
    built = build(warehouse, posts, evaluation="quick")
    assert built.code == 0, built.errors
    audit = (tmp_path / "site" / "audit.html").read_text(encoding="utf-8")
    assert "no power: it takes about" in audit


def test_simulated_and_stored_variance_shares_are_the_same_formula(sample):
    """What tests/false_alarms.py simulates with is what the build computes in SQL."""
    posts = sample.execute(
        "select outcome, account_id, account_id || strftime(posted_at, ' %Y-%m') as month"
        " from intermediate.int_post_outcomes where target = 'above_median' and is_eligible"
    ).df()
    account, account_high = share_between(posts["outcome"], posts["account_id"])
    month, month_high = share_between(posts["outcome"], posts["month"])
    ((stored, stored_month, stored_high),) = sample.execute(
        "select between_account_share, between_month_share, between_month_share_high"
        " from audit.variance_shares where target = 'above_median'"
    ).fetchall()
    assert stored == pytest.approx(account, abs=1e-9)
    assert stored_month == pytest.approx(max(account, month), abs=1e-9)
    assert stored_high == pytest.approx(max(account_high, month_high), abs=1e-9)
