"""Renders the pages of a finished warehouse and swaps them in whole."""

import os
import sys
from importlib import import_module
from pathlib import Path

import duckdb
from jinja2 import UndefinedError

from commands.errors import BuildError, plain_errors
from commands.swap import MARK, mark_of, put_in_place
from commands.workspace import (
    check_it_is_a_warehouse,
    exclusive_site,
    exclusive_workspace,
    named_paths,
    remembering,
    workspace_of,
)
from reports.site import render

# A table or a column that the pages show is not there.
OF_ANOTHER_VERSION = (duckdb.CatalogException, duckdb.BinderException, UndefinedError)


def main() -> int:
    """Render the site of a finished warehouse again; with ENGINE=spark of what a cluster made."""
    if os.environ.get("ENGINE") == "spark":
        return int(import_module("commands.spark_site").main())
    warehouse, site = named_paths()
    try:
        with plain_errors(f"rendering the pages of '{warehouse}'", workspace_of(warehouse)):
            check_it_is_a_warehouse(warehouse)
            with exclusive_workspace(warehouse) as workspace, remembering(workspace):
                try:
                    n_pages = write_site(warehouse, site, workspace / "target")
                except OF_ANOTHER_VERSION as error:
                    raise BuildError(
                        f"'{warehouse}' was made by another version of this project; "
                        "make build makes it anew. The old pages are unchanged."
                    ) from error
    except BuildError as error:
        print(f"No pages: {error}", file=sys.stderr)
        return 1
    print(f"{n_pages} pages: {site}/index.html")
    return 0


def write_site(
    warehouse: Path, site: Path, target: Path | None = None, moved_to: Path | None = None
) -> int:
    """Render every page from `warehouse` into `site`; returns the number of pages.

    `target` is dbt's folder of the build: its test results and, where it was generated, its
    documentation go into the site. The old site stays until the new one is whole; then the
    warehouse goes to `moved_to`, where that is given, and the site into its place.
    """
    place = moved_to or warehouse
    with exclusive_site(site, place) as new:
        n_pages = render(warehouse, new, target)
        (new / MARK).write_text(mark_of(warehouse, place.name), "utf-8")
        put_in_place(new, site, warehouse, moved_to)
    return n_pages


if __name__ == "__main__":
    sys.exit(main())
