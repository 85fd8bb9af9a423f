"""Of faults put into the SQL of labels, splits and features, most are noticed.

A mutant is noticed where any table of an export then differs from the definitions in plain Python
(`oracle.py`), which the SQL equals. The exports are those that test_oracle.py tries.
"""

from collections import Counter
from collections.abc import Iterator
from threading import Timer

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.compiled import Sql, Tables, compiled, differences, in_memory, read
from tests.mutations import Mutant, mutants_of_sql, thinned
from tests.oracle import Post
from tests.random_exports import exports, readings, steady

N_EXPORTS, N_STEADY = 60, 6
N_MUTANTS = 40  # of one model: long ones repeat what macros write
MAX_SECONDS = 3
LEAST = 0.9  # of the faults
# What captions say and what nothing above is made of: other tests.
ELSEWHERE = ("caption", "shortcode", "stg_")


def some_exports() -> list[list[Post]]:
    """The same in every run: those of six to sixty records, and some of many posts."""
    drawn = drawn_of(st.one_of(exports(), readings()), 5 * N_EXPORTS)
    small = [posts for posts in drawn if 6 <= len(posts) <= 60]
    return small[:N_EXPORTS] + drawn_of(steady(), N_STEADY)


def drawn_of(kind: st.SearchStrategy[list[Post]], n: int) -> list[list[Post]]:
    kept: list[list[Post]] = []

    @settings(
        max_examples=n,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(posts=kind)
    def keep(posts: list[Post]) -> None:
        kept.append(posts)

    keep()
    return kept


class Laboratory:
    """Compiled models, each export's tables in a database of its own, and what they should be."""

    def __init__(self, sql: Sql):
        self.sql = sql
        self.relations = list(sql.models)

    def notices(self, relation: str, mutant: Mutant, expected: Tables) -> bool | None:
        """Whether the tables of the present export change; none where it is no SQL."""
        connection = self.sql.connection
        connection.execute("begin")
        # A fault may join everything with everything.
        limit = Timer(MAX_SECONDS, connection.interrupt)
        limit.start()
        try:
            later = self.relations[self.relations.index(relation) :]
            for name in later:
                text = mutant.text if name == relation else self.sql.models[name]
                connection.execute(f"create or replace table {name} as {text}")
            return bool(differences(read(connection), expected))
        except (duckdb.ParserException, duckdb.BinderException):
            return None
        except duckdb.Error:
            return True
        finally:
            limit.cancel()
            connection.execute("rollback")


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory) -> Iterator[Laboratory]:
    with in_memory(*compiled(tmp_path_factory.mktemp("mutations"))) as sql:
        yield Laboratory(sql)


@pytest.mark.soak
def test_most_faults_are_noticed(laboratory):
    """Printed are those that are not: some change nothing that can be told."""
    living = {
        relation: list(thinned(list(mutants_of_sql(text)), N_MUTANTS))
        for relation, text in laboratory.sql.models.items()
        if not any(word in relation for word in ELSEWHERE)
    }
    n_killed, stillborn = 0, Counter()
    for posts in some_exports():
        expected = laboratory.sql.tables(posts)
        for relation, mutants in living.items():
            seen = {mutant: laboratory.notices(relation, mutant, expected) for mutant in mutants}
            n_killed += sum(found is True for found in seen.values())
            stillborn[relation] += sum(found is None for found in seen.values())
            living[relation] = [mutant for mutant, found in seen.items() if found is False]
    for relation, mutants in living.items():
        for mutant in mutants:
            line = " ".join(laboratory.sql.models[relation][mutant.place - 60 :][:130].split())
            print(f"{relation}: {mutant.was} -> {mutant.now or 'nothing'} in: {line}")
    n_living = sum(map(len, living.values()))
    share = n_killed / (n_killed + n_living)
    print(f"{n_killed} of {n_killed + n_living} faults noticed ({share:.1%})")
    assert share >= LEAST
