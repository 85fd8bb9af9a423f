"""Answers planned posts from a finished warehouse: no fit, no export is read again."""

import sys
from functools import partial
from pathlib import Path

from commands.ask import answered, answered_copy, asked_once, write_row
from commands.errors import BuildError, StalePagesError, doing, plain_errors
from commands.progress import Progress, wants_all
from commands.swap import finish_swap, mark_of, put_in_place, put_warehouse, shows
from commands.workspace import (
    check_it_is_a_warehouse,
    exclusive_site,
    exclusive_workspace,
    named_paths,
    workspace_of,
)
from reports.drafts import print_answers, render_drafts_page


def main() -> int:
    """Answer the planned posts that DRAFTS names, print them and render their page.

    One that the command line describes is answered on the screen alone.
    """
    warehouse, site = named_paths()
    try:
        with plain_errors(f"answering planned posts by '{warehouse}'", workspace_of(warehouse)):
            asked = asked_once()
            if asked is not None:
                with answered_copy(warehouse, partial(write_row, asked)) as copy:
                    print_answers(copy)
                return 0
            is_rendered = answer(warehouse, site)
            print_answers(warehouse)
    except StalePagesError as error:
        print(f"No page: {error}", file=sys.stderr)
        return 1
    except BuildError as error:
        print(f"No answers: {error}", file=sys.stderr)
        return 1
    if is_rendered:
        print(f"Read the page: {site}/drafts.html")
    else:
        print(f"The pages in {site} are not of this warehouse; make site renders them.")
    return 0


def answer(warehouse: Path, site: Path) -> bool:
    """Make the tables of planned posts anew in a copy of the warehouse, and swap it in.

    Returns whether their page was rendered: only among pages of the same warehouse.
    """
    with exclusive_workspace(warehouse) as workspace:
        check_it_is_a_warehouse(warehouse)
        # Beside the build's own files, whose test results the pages show.
        target = workspace / "target_drafts"
        target.mkdir(exist_ok=True)
        progress = Progress(is_verbose=wants_all(), is_quiet=True)
        new = answered(warehouse, workspace, target, progress)
        return write_drafts_page(new, site, moved_to=warehouse)


def write_drafts_page(warehouse: Path, site: Path, moved_to: Path | None = None) -> bool:
    """Render the page of planned posts alone into a finished site; false if it has another's pages.

    The warehouse goes to `moved_to`, where that is given, before the page is put in place.
    """
    place = moved_to or warehouse
    mark = mark_of(warehouse, place.name)
    if not shows(site, mark):
        finish_swap(site, mark)
    if not shows(site, mark):
        if moved_to:
            put_warehouse(warehouse, moved_to)
        return False
    with exclusive_site(site, place) as new:
        # Another command may have put other pages there meanwhile.
        is_its_own = shows(site, mark)
        if is_its_own:
            with doing(f"rendering '{site / 'drafts.html'}'"):
                render_drafts_page(warehouse, new)
        put_in_place(new, site, warehouse, moved_to)
    return is_its_own


if __name__ == "__main__":
    sys.exit(main())
