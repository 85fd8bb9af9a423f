"""Steps that do not ask for each other are shared out to processes, and nothing else changes."""

import os

import joblib
import numpy as np
import pandas as pd
import pytest
from dbt.adapters.duckdb.environments.local import DuckDBCursorWrapper
from dbt.task import runnable

from models_ml import at_once as module
from models_ml.at_once import MIN_POSTS, MIN_POSTS_TO_BEGIN, at_once
from models_ml.columns import COLD_START_FEATURES
from models_ml.measuring.evaluation import score_fold
from reports import remembered as figures
from tests.builds import SAMPLE, run_models


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", "2")
    monkeypatch.setattr(module, "has_begun", True)


def process_of(number):
    return number, os.getpid()


def test_many_posts_are_shared_out_and_answered_in_order():
    answers = at_once(process_of, [(number,) for number in range(40)], MIN_POSTS)
    assert [number for number, _ in answers] == list(range(40))
    processes = {process for _, process in answers}
    # A machine of one core has nobody to share with.
    assert (os.getpid() in processes) == (joblib.cpu_count() == 1)


@pytest.mark.parametrize("cores", ["1", "2"])
def test_dbt_and_duckdb_use_one_core_where_python_steps_do(cores, warehouse, monkeypatch):
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", cores)
    asked, execute = [], DuckDBCursorWrapper.execute
    monkeypatch.setattr(
        DuckDBCursorWrapper,
        "execute",
        lambda self, *sql: asked.append(sql[0]) or execute(self, *sql),
    )
    pools, pool = [], runnable.DbtThreadPool
    monkeypatch.setattr(
        runnable, "DbtThreadPool", lambda n, *more: pools.append(n) or pool(n, *more)
    )
    run_models(warehouse, SAMPLE, "stg_forgotten_accounts")
    assert pools == [int(cores)]
    assert any("set threads = 1" in sql for sql in asked) == (cores == "1")


def test_of_few_posts_this_process_does_all():
    assert at_once(process_of, [(1,), (2,)], MIN_POSTS - 1) == [(1, os.getpid()), (2, os.getpid())]


def test_a_process_begins_only_where_there_is_much_to_do(monkeypatch):
    monkeypatch.setattr(module, "has_begun", False)
    few = [(number,) for number in range(MIN_POSTS_TO_BEGIN // MIN_POSTS - 1)]
    assert {process for _, process in at_once(process_of, few, MIN_POSTS)} == {os.getpid()}
    assert not module.has_begun
    at_once(process_of, [*few, (0,)], MIN_POSTS)
    # Where others are there, they are asked.
    answers = at_once(process_of, few, MIN_POSTS)
    assert module.has_begun == (joblib.cpu_count() > 1)
    assert ({process for _, process in answers} == {os.getpid()}) == (not module.has_begun)


def write_to(values):
    values[0] = 1.0
    return values.sum()


def test_a_process_may_write_to_what_it_is_given():
    """Large arrays too, which joblib would else share, read only."""
    values = np.zeros(300_000)
    assert at_once(write_to, [(values,), (values,)], MIN_POSTS) == [1.0, 1.0]


def test_scores_are_the_same_to_the_last_bit():
    random = np.random.default_rng(1)
    n_posts = 400
    posts = pd.DataFrame(
        {
            "post_id": np.arange(n_posts).astype(str),
            "account_id": random.integers(0, 40, n_posts).astype(str),
            "is_high": random.random(n_posts) < 0.5,
            "log_margin": random.normal(size=n_posts),
            "posted_at": pd.date_range("2024-01-01", periods=n_posts, freq="h"),
            "target": "above_median",
        }
    )
    posts = posts.assign(**{name: random.normal(size=n_posts) for name in COLD_START_FEATURES})
    asked = [
        (posts[:300], posts[300:], COLD_START_FEATURES, True, {"fold": fold}) for fold in range(2)
    ]
    here, there = (at_once(score_fold, asked, n) for n in (MIN_POSTS - 1, MIN_POSTS))
    for one, other in zip(here, there, strict=True):
        pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_many_figures_are_drawn_by_several_processes_in_order(monkeypatch):
    monkeypatch.delenv(figures.FOLDER, raising=False)
    asked = [("growth", [{"n": n}], 4.6) for n in range(figures.MIN_AT_ONCE)]
    texts = figures.all_drawn(drawn_by, asked)
    assert [text.split()[0] for text in texts] == [str(n) for n in range(len(asked))]
    by_others = {text.split()[1] for text in texts} != {str(os.getpid())}
    assert by_others == (joblib.cpu_count() > 1)


def drawn_by(name, rows, inches):
    return f"{rows[0]['n']} {os.getpid()}"
