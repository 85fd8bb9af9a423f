"""Answers planned posts from a finished warehouse: no fit, no export is read again."""

import shutil
import sys
from pathlib import Path

import duckdb

from dbt_project.run_dbt import build_tables
from dbt_project.workspace import BuildError, exclusive_workspace, named_paths, new_file
from reports.drafts import print_answers, write_drafts_page


def main() -> int:
    """Answer the planned posts that DRAFTS names, print them and render their page."""
    warehouse, site = named_paths()
    try:
        answer(warehouse, site)
    except BuildError as error:
        print(f"No answers: {error}", file=sys.stderr)
        return 1
    print_answers(warehouse)
    if (site / "index.html").exists():
        print(f"Read the page: {site}/drafts.html")
    return 0


def answer(warehouse: Path, site: Path) -> None:
    """Make the tables of planned posts anew in a copy of the warehouse, and swap it in."""
    if not warehouse.exists():
        raise BuildError(f"there is no warehouse at '{warehouse}'. Make one: make build")
    with exclusive_workspace(warehouse) as workspace:
        new = new_file(workspace)
        shutil.copyfile(warehouse, new)
        check_it_is_a_warehouse(new, warehouse)
        # Beside the build's own files, whose test results the pages show; what dbt parsed
        # for the build saves parsing it again.
        target = workspace / "target_drafts"
        target.mkdir(exist_ok=True)
        parsed = workspace / "target" / "partial_parse.msgpack"
        if parsed.exists() and not (target / parsed.name).exists():
            shutil.copyfile(parsed, target / parsed.name)
        build_tables(new, workspace, target, "--select", "tag:drafts", quiet=True)
        if (site / "index.html").exists():
            write_drafts_page(new, site)
        new.replace(warehouse)


def check_it_is_a_warehouse(new: Path, warehouse: Path) -> None:
    """Raise BuildError unless a build of this version made the file."""
    try:
        with duckdb.connect(str(new), read_only=True) as connection:
            connection.execute("from predictions.model_covariances limit 1")
            connection.execute("from reporting.rpt_accounts limit 1")
    except duckdb.Error as error:
        raise BuildError(
            f"'{warehouse}' is not a warehouse of this version "
            f"({str(error).splitlines()[0]}). Build it again: make build"
        ) from error


if __name__ == "__main__":
    sys.exit(main())
