"""Properties of the classifier, on data small enough to reason about."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from models_ml import fit_logistic, fit_terms, score_posts
from models_ml.columns import FEATURES, TARGETS
from models_ml.serving.covariance import covariance_of


def frames(n_posts=400, seed=0, informative="past_log_rate"):
    """Features and labels where one feature tells high from low, ten posts an account."""
    random = np.random.default_rng(seed)
    features = pd.DataFrame(random.normal(size=(n_posts, len(FEATURES))), columns=list(FEATURES))
    features.insert(0, "post_id", [f"p{i:04}" for i in range(n_posts)])
    is_high = features[informative] + random.normal(size=n_posts) > 0
    labels = pd.DataFrame(
        {
            "post_id": features["post_id"],
            "account_id": [str(i // 10) for i in range(n_posts)],
            "is_high": is_high,
            "posted_at": pd.date_range("2024-01-01", periods=n_posts, freq="D"),
        }
    )
    return features, pd.concat(
        [
            labels.assign(target=target, protocol=protocol, fold=0, role="train")
            for target in TARGETS
            for protocol in ("by_time", "serving")
        ],
        ignore_index=True,
    )


def test_an_obvious_pattern_is_learned():
    terms = fit_terms(*frames())
    assert terms["is_converged"].all()
    terms = terms[~terms["fit"].str.endswith("cold_start")]
    largest = terms[terms["term"] != "intercept"].groupby(["target", "fit"])["coefficient"].idxmax()
    assert set(terms.loc[largest, "term"]) == {"past_log_rate"}


def test_every_post_is_scored_once_per_target_and_fit():
    features, labels = frames()
    scores = score_posts(features, labels)
    assert len(scores) == len(features) * 2
    assert not scores.duplicated(["post_id", "target"]).any()
    assert scores["p_high"].between(0, 1).all()


def test_the_order_of_rows_does_not_matter():
    features, labels = frames()
    shuffled = fit_terms(
        features.sample(frac=1, random_state=1), labels.sample(frac=1, random_state=2)
    )
    expected = fit_terms(features, labels)
    np.testing.assert_allclose(shuffled["coefficient"], expected["coefficient"], atol=1e-8)


def test_test_labels_change_no_score():
    features, labels = frames()
    labels.loc[labels["post_id"] > "p0300", "role"] = "test"
    turned = labels.assign(is_high=labels["is_high"] ^ (labels["role"] == "test"))
    pd.testing.assert_frame_equal(score_posts(features, labels), score_posts(features, turned))


def test_columns_outside_the_list_are_not_seen():
    features, labels = frames()
    leaky = features.assign(n_likes=labels["is_high"][: len(features)].astype(float))
    pd.testing.assert_frame_equal(fit_terms(features, labels), fit_terms(leaky, labels))


def test_clustered_errors_are_those_of_statsmodels_without_a_penalty():
    features, labels = frames()
    labels = labels[: len(features)]
    x = features[[*FEATURES[:4], "past_log_rate"]]
    fit = fit_logistic(x, labels["is_high"], labels["posted_at"], 1e9)
    scaled = sm.add_constant((x - fit.mean) / fit.scale)
    expected = sm.Logit(labels["is_high"].astype(float), scaled).fit(
        disp=0, cov_type="cluster", cov_kwds={"groups": pd.factorize(labels["account_id"])[0]}
    )
    np.testing.assert_allclose(fit.coefficients, expected.params, rtol=1e-4)
    covariance, _ = covariance_of(fit.pipeline, x.join(labels))
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), expected.bse, rtol=1e-4)


def test_posts_that_resemble_each_other_widen_the_interval():
    features, labels = frames()
    x = features[["past_log_rate", "is_video"]]
    training = x.join(labels[: len(features)])
    repeated = pd.concat([training] * 5, ignore_index=True)

    def error(training, clusters):
        fit = fit_logistic(training[list(x)], training["is_high"], training["posted_at"], 1e9)
        covariance, _ = covariance_of(fit.pipeline, training.assign(account_id=clusters))
        return covariance[1, 1] ** 0.5

    once = error(training, training["post_id"])
    clustered = error(repeated, repeated["post_id"])
    naive = error(repeated, repeated.index.astype(str))
    assert clustered == pytest.approx(once, rel=0.05)
    assert naive < 0.6 * clustered


@pytest.mark.parametrize(("n_posts", "expected"), [(0, 1 / 2), (20, 21 / 22)])
def test_without_two_classes_the_base_rate_is_all_there_is(n_posts, expected):
    features, labels = frames()
    labels = labels[labels["post_id"] < f"p{n_posts:04}"].assign(is_high=True)
    terms = fit_terms(features, labels)
    assert list(terms["term"].unique()) == ["intercept"] and not terms["is_fitted"].any()
    np.testing.assert_allclose(score_posts(features, labels)["p_high"], expected)


def test_of_few_posts_of_one_class_the_reference_knows_the_other():
    """Four high posts, or four low ones, move it up and down; posts still differ."""
    features, labels = frames()
    few = labels[labels["post_id"] < "p0004"]
    told = {
        is_high: score_posts(features, few.assign(is_high=is_high))["p_high"]
        for is_high in (True, False)
    }
    assert (told[True] > told[False]).all()
    for p_high in told.values():
        assert p_high.between(0.01, 0.99).any() and p_high.std() > 0.01
    terms = fit_terms(features, few.assign(is_high=True))
    assert terms["is_fitted"].all() and (terms["share_own"] < 0.2).all()


def test_a_strong_penalty_leaves_the_accounts_history():
    """What the data cannot support is shrunk towards the trailing mean, not towards nothing."""
    features, labels = frames(informative="past_log_rate")
    labels = labels[: len(features)]
    x = features[list(FEATURES)]
    fit = fit_logistic(x, labels["is_high"], labels["posted_at"], 1e-4)
    ranks = pd.Series(fit.p_high(x)).corr(features["past_log_rate"], method="spearman")
    assert ranks > 0.97


def test_noise_is_penalised_more_than_signal():
    features, labels = frames(informative="is_carousel", n_posts=1000)
    noise = labels.assign(is_high=labels["is_high"].sample(frac=1, random_state=3).to_numpy())
    signal_penalty = fit_terms(features, labels)["inverse_penalty"].max()
    noise_penalty = fit_terms(features, noise)["inverse_penalty"].max()
    assert noise_penalty < signal_penalty


@pytest.mark.parametrize("n_posts", [20, len(FEATURES) + 1, 80])
def test_few_posts_have_variances_that_can_be_variances(n_posts):
    """As many posts as terms, or fewer: no division by zero, nothing below zero but rounding."""
    features, labels = frames(n_posts=n_posts)
    labels = labels[: len(features)]
    x = features[list(FEATURES)]
    fit = fit_logistic(x, labels["is_high"], labels["posted_at"])
    variances = np.diag(covariance_of(fit.pipeline, x.join(labels))[0])
    assert variances.min() > -1e-12 and variances.max() > 0
