"""The SQL that only DuckDB understands: counted, so that a second engine can bring it down."""

import re

import pytest

from commands import spark
from tests.engines import ENGINES
from tests.shared import ROOT

MACROS = ROOT / "dbt_project" / "macros"
PAGE = ROOT / "docs" / "architecture.md"
SPECIFIC = {
    "`list_*`": r"\b(list_\w+|list|len|array_to_string)\(",
    "`[1]`": r"[\w}]\[[1-9]:?\]",
    "`lambda`": r"\blambda \w+:",
    "`unnest`": r"\bunnest\(",
    "`struct_pack`": r"\bstruct_pack\(|{'\w+':",
    "`columns(*)`": r"\bcolumns\(\*",
    "`* exclude`, `* replace`": r"\* (exclude|replace)\b",
    "`exclude group`": r"\bexclude group\b",
    "`quantile_*`, `median`": r"\b(quantile_\w+|median)\(",
    "`arg_max`, `arg_min`": r"\barg_(max|min)\(",
    "`string_agg`": r"\bstring_agg\(",
    "`asof`": r"\basof\b",
    "`pivot`, `unpivot`": r"\b(un)?pivot\b",
    "`by name`": r"\bby name\b",
    "`qualify`": r"\bqualify\b",
    "`from` first": r"\(\s*from\b|\bdescribe from\b",
    "`regexp_*`": r"\bregexp_\w+\(",
    "`format`": r"\bformat\(",
    "`strftime`": r"\bstrftime\(",
    "`epoch`": r"\bepoch\(",
    "`isodow`, `dayname`": r"\b(isodow|dayname)\(",
    "`to_hours`": r"\bto_(days|hours|minutes|seconds|microseconds)\(",
    "`timestamptz`": r"\btimestamptz\b|\bat time zone\b|\bpg_timezone_names\(",
    "`try_cast`, `try`": r"\btry(_cast)?\(",
    "`::`, `//`": r"[\w}]::\w|\s//\s",
    "`hugeint`": r"\bhugeint\b|\bint128\b|\bmd5_number\w*\(",
    "`to_json`": r"\b(to_json|json_\w+)\(",
    "`isfinite`": r"\bisfinite\(",
    "`starts_with`": r"\b(starts|ends)_with\(",
    "`read_csv`": r"\b(read_csv|read_parquet|glob|parse_filename)\(",
    "`temp`": r"\btemp table\b|\btemp\.",
}


def written() -> str:
    """All SQL outside the files of the engines, without comments."""
    engines = set((MACROS / "dialects").glob("*.sql"))
    files = {*(ROOT / "dbt_project" / "models").rglob("*.sql"), *MACROS.rglob("*.sql")} - engines
    return without_comments("\n".join(file.read_text(encoding="utf-8") for file in sorted(files)))


def without_comments(text: str) -> str:
    return re.sub(r"{#.*?#}|--[^\n]*", "", text, flags=re.DOTALL)


def test_the_page_counts_what_only_duckdb_understands():
    rows = re.findall(r"^\| (.+?) \| (\d+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    said = {name: int(places) for name, places in rows}
    text = written()
    found = {name: len(re.findall(pattern, text)) for name, pattern in SPECIFIC.items()}
    found["all"] = sum(found.values())
    differences = [
        f"{PAGE.name} says {said.get(name)} places of {name}, there are {found.get(name)}"
        for name in found | said
        if said.get(name) != found.get(name)
    ]
    assert not differences, "\n".join(differences)


def test_models_on_a_cluster_hold_nothing_of_duckdbs():
    models = {file.stem: file for file in (ROOT / "dbt_project" / "models").rglob("*.sql")}
    asked, seen = [*spark.MEASURED, *spark.SCORED], set()
    found = []
    while asked:
        name = asked.pop()
        if name in seen or name in spark.READ or name not in models:
            continue
        seen.add(name)
        text = without_comments(models[name].read_text(encoding="utf-8"))
        asked += re.findall(r'ref\("(\w+)"\)', text)
        found += [
            f"{name}: {what}" for what, pattern in SPECIFIC.items() if re.search(pattern, text)
        ]
    assert "int_account_history" in seen
    assert found == []


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_says_every_expression_of_the_dialect(engine):
    promised = (MACROS / "dialect.sql").read_text(encoding="utf-8")
    said = (MACROS / "dialects" / f"{engine}.sql").read_text(encoding="utf-8")
    dispatched = re.findall(r'macro (\w+)\(.*\) -%}\n.*adapter\.dispatch\("(\w+)"\)', promised)
    assert [name for name, sought in dispatched if name != sought] == []
    assert {name for name, _ in dispatched} == set(re.findall(rf"macro {engine}__(\w+)", said))
