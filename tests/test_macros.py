"""Each macro by itself, as dbt renders it, on literals and on every engine."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from tests.engines import ENGINES, Engine
from tests.macro_cases import CASES, COMPARISONS
from tests.shared import ROOT, environment

MACROS = ROOT / "dbt_project" / "macros"
WITH_CASES = ["dialect", "caption_patterns", "figures", "follower_tier", "normal_95"]
INTERVALS = ["one_low", "one_high", "other_low", "other_high"]
BETWEEN = "\n-- the next case\n"


def template(call: str, given: object, literal: Callable[[object], str]) -> str:
    """A call as dbt gets it: to a macro its literals are text, or columns that it names."""
    values = [literal(value) for value in (given if isinstance(given, tuple) else (given,))]
    if call in COMPARISONS:
        columns = ", ".join(map("{} as {}".format, values, INTERVALS))
        return f"(select {{{{ {call} }}}} from (select {columns}) as intervals)"
    for value in values:
        call = call.replace("{}", repr(value), 1)
    return f"{{{{ {call} }}}}"


@pytest.fixture(scope="module")
def by_duckdb(tmp_path_factory) -> dict[str, dict]:
    return found(ENGINES["duckdb"], tmp_path_factory.mktemp("duckdb"))


@pytest.fixture(scope="module")
def by_spark(cluster, tmp_path_factory) -> dict[str, dict]:
    return found(ENGINES["spark"], tmp_path_factory.mktemp("spark"))


def found(engine: Engine, folder: Path) -> dict[str, dict]:
    """What the engine makes of every case, rendered by one run of dbt."""
    cases = [(call, given) for call, table in engine.cases.items() for given in table]
    inline = BETWEEN.join(template(*case, engine.literal) for case in cases)
    command = ["--quiet", "compile", "--inline", inline, "--target", engine.target]
    command += ["--project-dir", str(ROOT), "--profiles-dir", str(ROOT)]
    command += ["--target-path", str(folder), "--log-path", str(folder)]
    with environment(WAREHOUSE=str(folder / "warehouse.duckdb")):
        result = dbtRunner().invoke(command)
        DuckDBConnectionManager.close_all_connections()
    assert result.success, result.exception or result.result.results[0].message
    rendered = result.result.results[0].node.compiled_code.split(BETWEEN)
    tables: dict[str, dict] = {call: {} for call in engine.cases}
    for (call, given), value in zip(cases, engine.values(rendered), strict=True):
        tables[call][given] = value
    return tables


@pytest.mark.parametrize("call", ENGINES["duckdb"].cases)
def test_a_macro_makes_of_literals_what_is_expected(by_duckdb, call):
    check(by_duckdb[call], CASES[call])


@pytest.mark.engines
@pytest.mark.parametrize("call", ENGINES["spark"].cases)
def test_a_macro_makes_the_same_of_them_on_spark(by_spark, call):
    check(by_spark[call], CASES[call])


def check(values: dict, expected: dict) -> None:
    assert values == expected
    for given, value in values.items():
        if isinstance(expected[given], bool | int | str):
            assert type(value) is type(expected[given]), (given, value)


@pytest.mark.parametrize("file", WITH_CASES)
def test_every_macro_has_a_case(file):
    written = (MACROS / f"{file}.sql").read_text(encoding="utf-8")
    called = set(re.findall(r"(\w+)\(", " ".join(CASES)))
    assert set(re.findall(r"{%-? macro (\w+)", written)) - called == set()
