"""What a command says on its way: one line that updates, a few plain ones, or all."""

import io
from types import SimpleNamespace

import pytest

from commands.progress import ERASE_LINE, Progress, wants_all
from tests.builds import environment


class Terminal(io.StringIO):
    def isatty(self):
        return True


def event(name, index, table="posts", kind="model", total=40):
    node = SimpleNamespace(
        resource_type=kind, node_name=table, node_relation=SimpleNamespace(schema="marts")
    )
    data = SimpleNamespace(index=index, total=total, node_info=node, execution_time=1.25)
    return SimpleNamespace(info=SimpleNamespace(name=name), data=data)


def told(progress):
    """A build of forty steps, every other one a test."""
    for index in range(1, 41):
        kind = "test" if index % 2 else "model"
        progress(event("LogStartLine", index, f"table_{index}", kind))
        progress(event("LogTestResult" if index % 2 else "LogModelResult", index, f"table_{index}"))
    progress.clear()
    return progress.stream.getvalue()


def test_where_nobody_watches_a_tenth_of_the_way_is_a_plain_line():
    lines = told(Progress(io.StringIO())).splitlines()
    assert len(lines) == 10
    assert lines[0] == "   10 %  marts.table_4" and lines[-1] == "  100 %  marts.table_40"


def test_a_terminal_gets_one_line_that_updates_and_goes(monkeypatch):
    monkeypatch.setattr("shutil.get_terminal_size", lambda: SimpleNamespace(columns=30))
    said = told(Progress(Terminal()))
    assert "\n" not in said and said.endswith(ERASE_LINE)
    updates = said.split(ERASE_LINE)[1:-1]
    assert len(updates) == 40 and max(map(len, updates)) < 30
    assert updates[-1] == "  40 of 40: marts.table_40"


def test_details_are_a_line_for_every_table_with_its_seconds():
    for stream in (io.StringIO(), Terminal()):
        lines = told(Progress(stream, is_verbose=True)).splitlines()
        assert len(lines) == 20
        assert lines[0].split() == ["marts.table_2", "1.2", "s"]


def test_a_quiet_command_says_nothing_where_nobody_watches():
    progress = Progress(io.StringIO(), is_quiet=True)
    assert told(progress) == "" and progress.n_tests == 20


def test_steps_that_begin_out_of_order_never_go_back():
    progress = Progress(Terminal())
    for index in (3, 9, 4):
        progress(event("LogStartLine", index))
    counts = [part.split()[0] for part in progress.stream.getvalue().split(ERASE_LINE)[1:]]
    assert counts == ["3", "9", "9"]


@pytest.mark.parametrize(("value", "wanted"), [("", False), ("0", False), ("1", True)])
def test_the_environment_asks_for_details(value, wanted):
    with environment(VERBOSE=value):
        assert wants_all() is wanted
