"""Copies a shared warehouse here, as of its newest build or of another one, with its pages."""

import os
import sys
from pathlib import Path

from commands.copies import copy_all
from commands.errors import BuildError, plain_errors
from commands.lake import Lake, check_it_is_known, named_lake, opened, snapshot_as_of
from commands.site import write_site
from commands.workspace import exclusive_workspace, named_paths, new_file, workspace_of


def main() -> int:
    """Make the file that WAREHOUSE names from the shared warehouse that LAKE names."""
    warehouse, site = named_paths()
    try:
        with plain_errors(f"fetching '{warehouse}'", workspace_of(warehouse)):
            lake = named_lake()
            if lake is None:
                raise BuildError("name the shared warehouse: make fetch LAKE=... (docs/shared.md)")
            fetch(lake, os.environ.get("AS_OF", "").strip(), warehouse, site)
    except BuildError as error:
        print(f"\nNothing is fetched: {error}", file=sys.stderr)
        return 1
    print(f"\n{warehouse} is a copy of {lake.catalog}\nRead the pages: {site}/index.html")
    return 0


def fetch(lake: Lake, moment: str, warehouse: Path, site: Path) -> None:
    """Copy all tables into a new file; replace the warehouse and the pages by it."""
    snapshot = snapshot_as_of(lake, moment) if moment else None
    with exclusive_workspace(warehouse) as workspace:
        check_it_is_known(warehouse, lake, with_answers=True)
        new = new_file(workspace)
        print(f"Fetching {lake.catalog}", flush=True)
        with opened(lake, "shared", str(new), snapshot) as connection:
            copy_all(connection, "shared", new.stem)
        write_site(new, site, moved_to=warehouse)


if __name__ == "__main__":
    sys.exit(main())
