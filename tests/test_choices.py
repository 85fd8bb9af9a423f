"""Which posts measure the model."""

import pytest

SERVED_METRICS = """
    select target, protocol, value, n_posts, ci_low, ci_high from predictions.model_metrics
    where metric = '{metric}' and classifier = '{classifier}'
        and protocol in ('by_time', 'by_account')
    order by target, protocol
"""


def test_the_posts_called_test_are_those_that_the_metrics_measure(sample):
    measured = sample.execute(
        SERVED_METRICS.format(metric="accuracy", classifier="logistic_regression")
    ).fetchall()
    expected = [(target, n_posts, pytest.approx(accuracy))
                for target, protocol, accuracy, n_posts, *_ in measured
                if protocol == "by_time"]  # fmt: skip
    found = sample.execute(
        "select target, count(*), avg((is_predicted_high = is_high)::integer)"
        " from predictions.post_predictions where evaluation_role = 'test'"
        " group by all order by target"
    ).fetchall()
    assert found == expected


def test_the_embargo_lies_between_training_and_test(sample):
    """Not in sample, and no test either: that is why is_in_sample alone measures nothing."""
    times = sample.execute("""
        select target, max(posted_at) filter (evaluation_role = 'train') as trained_until,
            min(posted_at) filter (evaluation_role = 'embargo') as embargo_from,
            max(posted_at) filter (evaluation_role = 'embargo') as embargo_until,
            min(posted_at) filter (evaluation_role = 'test') as tested_from
        from predictions.post_predictions inner join marts.posts using (post_id) group by all
    """).fetchall()
    assert len(times) == 2
    for _, trained_until, embargo_from, embargo_until, tested_from in times:
        assert trained_until < embargo_from <= embargo_until < tested_from
    assert sample.execute("""
        select count(*) from predictions.post_predictions
        where is_in_sample != (evaluation_role = 'train')
            or (is_high is null) != (evaluation_role = 'ineligible')
    """).fetchall() == [(0,)]
