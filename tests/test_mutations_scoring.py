"""Of faults put into the SQL that scores past and planned posts, most are noticed.

A mutant is noticed where an answer, an interval, a verdict or a role then differs from what Python
computes from the same terms and curves. What reasons and notes say is other tests.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from models_ml import score_with_terms
from tests.builds import SAMPLE, run_models
from tests.compiled import compiled_models
from tests.mutations import Mutant, mutants_of_sql, thinned

MUTATED = (
    "shape_starts",
    "covariance_matrices",
    "post_predictions",
    "draft_scores",
    "draft_predictions",
)
N_MUTANTS = 60  # of one model
LEAST = 0.9  # of the faults
# Where the words of an answer begin, and what only reasons read: nothing here looks at them.
ELSEWHERE = {"draft_predictions": "checked as (", "shape_starts": "coalesce(anchors.mean"}
# Curves that count, of every fit that knows a history; a calibration that bends, of the serving
# fits alone; and variances that are known. First posts reach their own usual in half of all cases,
# for certain: on the very edge of every verdict.
BENT = """
    insert into predictions.model_shapes
    select * replace ('evaluation' as fit)
    from predictions.model_shapes
    where target = 'above_own_usual' and fit = 'serving';
    update predictions.model_fits
    set shapes_weight = 0.4, margin_intercept = -0.2, margin_slope = 1.3;
    update predictions.draft_calibrations
    set intercept = 1.2, slope = 0.7,
        intercept_variance = 0.01, slope_variance = 0.02, covariance = -0.005
    where fit = 'serving' and target = 'above_median';
    update predictions.draft_calibrations
    set intercept = 0, slope = 1.2, intercept_variance = 0, slope_variance = 0, covariance = 0
    where fit = 'serving' and target = 'above_own_usual';
    update predictions.model_fits set shapes_weight = 0
    where target = 'above_own_usual' and fit like '%cold_start';
    update predictions.model_terms set coefficient = 0
    where target = 'above_own_usual' and fit like '%cold_start';
    update predictions.model_covariances
    set covariances = list_transform(covariances, lambda covariance: 0.0)
    where target = 'above_own_usual' and fit like '%cold_start';
"""
FOUND_POSTS = """
    select post_id, target, model_id, is_predicted_high, is_high, evaluation_role, is_in_sample,
        is_base_rate, p_high
    from predictions.post_predictions
"""
FOUND_DRAFTS = """
    select draft_id as post_id, target, model_id, is_predicted_high, is_cold_start,
        interval_verdict, reasons::varchar as reasons, p_high, ci_low, ci_high
    from predictions.draft_predictions
"""
EXPECTED_POSTS = """
    select post_id, target, model_id, p_high >= 0.5 as is_predicted_high, labels.is_high,
        coalesce(role, if(is_eligible, 'embargo', 'ineligible')) as evaluation_role,
        coalesce(role = 'train', false) as is_in_sample, not is_fitted as is_base_rate, p_high
    from scored
    inner join predictions.model_fits using (target, fit)
    inner join marts.post_labels as labels using (post_id, target)
    left join (select * exclude (fold) from marts.post_splits where protocol = 'by_time')
        using (post_id, target)
"""
# Without followers a rate is not told: the base rate stands there, and no interval.
EXPECTED_DRAFTS = """
    select split_part(post_id, ':', 1) as post_id, target, model_id,
        if(is_told, p_high, base_rate) >= 0.5 as is_predicted_high,
        fit = 'serving_cold_start' as is_cold_start,
        case
            when not is_told or ci_low is null then 'interval not known'
            when ci_low > 0.5 then 'probably'
            when ci_high < 0.5 then 'probably not'
            else 'too close to call'
        end as interval_verdict,
        coalesce(if(is_told, reasons, null), [])::varchar as reasons,
        if(is_told, p_high, base_rate) as p_high, if(is_told, ci_low, null) as ci_low,
        if(is_told, ci_high, null) as ci_high
    from (
        select *, has_followers or target = 'above_own_usual' as is_told
        from scored
        inner join predictions.model_fits using (target, fit)
        inner join marts.draft_features using (post_id)
        left join (
            select draft_id, target as reasoned_target, reasons from predictions.draft_reasons
        ) on split_part(post_id, ':', 1) = draft_id and target = reasoned_target
    )
"""


class Scoring:
    """A warehouse that is scored again and again, and what Python says of its posts."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, models: dict[str, str]):
        self.connection, self.models = connection, models
        self.make(list(models))
        self.expected = [
            self.scored("marts.post_features", "evaluation", EXPECTED_POSTS),
            self.scored(
                "(from marts.draft_features where post_id like '%:as planned:')",
                "serving",
                EXPECTED_DRAFTS,
            ),
        ]

    def scored(self, features: str, fit: str, query: str) -> pd.DataFrame:
        """What Python tells of these posts, beside what tables say of them."""
        tables = {
            "terms": "model_terms",
            "covariances": "model_covariances",
            "shapes": "model_shapes",
            "fits": "model_fits",
            "calibrations": "draft_calibrations",
        }
        arguments = {
            name: self.connection.sql(f"from predictions.{table}").df()
            for name, table in tables.items()
            if name != "calibrations" or fit == "serving"
        }
        posts = self.connection.sql(f"from {features}").df()
        self.connection.register("scored", score_with_terms(posts, fit=fit, **arguments))
        return self.connection.sql(f"{query} order by post_id, target").df()

    def make(self, names: list[str], **texts: str) -> None:
        for name in names:
            text = texts.get(name, self.models[name])
            self.connection.execute(f"create or replace table predictions.{name} as {text}")

    def found(self) -> list[pd.DataFrame]:
        return [
            self.connection.sql(f"{query} order by post_id, target").df()
            for query in (FOUND_POSTS, FOUND_DRAFTS)
        ]

    def is_as_expected(self) -> bool:
        return all(map(is_same, self.found(), self.expected))

    def notices(self, name: str, mutant: Mutant) -> bool | None:
        """Whether an answer changes; none where the mutant is no SQL."""
        self.connection.execute("begin")
        try:
            later = list(self.models)[list(self.models).index(name) :]
            self.make(later, **{name: mutant.text})
            return not self.is_as_expected()
        except (duckdb.ParserException, duckdb.BinderException):
            return None
        except duckdb.Error:
            return True
        finally:
            self.connection.execute("rollback")


def is_same(found: pd.DataFrame, expected: pd.DataFrame) -> bool:
    """Numbers within 1e-9, everything else exactly."""
    if found.shape != expected.shape:
        return False
    numbers = [name for name in found if name in ("p_high", "ci_low", "ci_high")]
    return found.drop(columns=numbers).equals(expected.drop(columns=numbers)) and np.allclose(
        found[numbers].to_numpy(float),
        expected[numbers].to_numpy(float),
        rtol=0,
        atol=1e-9,
        equal_nan=True,
    )


def many_drafts(path: Path) -> Path:
    """Planned posts of accounts with and without a past and followers."""
    rows = [
        {
            "draft_id": f"d{n}",
            "account": account,
            "media_type": ("image", "video", "carousel")[n % 3],
            "caption": "#tag " * (n % 4),
            "planned_at": f"2030-01-0{1 + n % 7}T1{n % 10}:00:00Z",
            "followers": followers,
        }
        for n, (account, followers) in enumerate(
            (account, followers)
            for account in ("sample_books_0", "sample_bakery_5", "nobody", "somebody_else")
            for followers in ("", "1000", "50000")
        )
    ]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def scoring(tmp_path_factory) -> Iterator[Scoring]:
    folder = tmp_path_factory.mktemp("scoring")
    warehouse = folder / "warehouse.duckdb"
    drafts = many_drafts(folder / "drafts.csv")
    wanted = "+post_predictions +draft_predictions"
    results = run_models(warehouse, SAMPLE, wanted, drafts=drafts)
    texts = {model.name: model.compiled_code for model in compiled_models(results)}
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(BENT)
        for name in MUTATED:
            kind = connection.execute(
                "select if(table_type = 'VIEW', 'view', 'table') from information_schema.tables"
                f" where table_schema = 'predictions' and table_name = '{name}'"
            ).fetchone()
            connection.execute(f"drop {kind[0]} predictions.{name}")
        yield Scoring(connection, {name: texts[name] for name in MUTATED})


@pytest.mark.soak
def test_most_faults_are_noticed(scoring):
    """Printed are those that are not: some change nothing that can be told."""
    assert scoring.is_as_expected() and min(map(len, scoring.expected)) > 20
    n_killed, living = 0, []
    for name, text in scoring.models.items():
        end = text.index(ELSEWHERE[name]) if name in ELSEWHERE else len(text)
        mutants = [mutant for mutant in mutants_of_sql(text) if mutant.place < end]
        for mutant in thinned(mutants, N_MUTANTS):
            found = scoring.notices(name, mutant)
            n_killed += found is True
            if found is False:
                living.append(mutant)
                line = " ".join(text[max(0, mutant.place - 60) :][:130].split())
                print(f"{name}: {mutant.was} -> {mutant.now or 'nothing'} in: {line}")
    share = n_killed / (n_killed + len(living))
    print(f"{n_killed} of {n_killed + len(living)} faults noticed ({share:.1%})")
    assert share >= LEAST
