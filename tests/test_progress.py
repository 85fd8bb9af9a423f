"""What a command says on its way: one line that updates, a few plain ones, or all."""

import io
import json
from types import SimpleNamespace

import pytest

from commands.progress import ERASE_LINE, Progress, seconds_of_last_build, wants_all
from tests.shared import environment


class Terminal(io.StringIO):
    def isatty(self):
        return True


def event(name, index, table="posts", kind="model", total=40):
    node = SimpleNamespace(
        resource_type=kind,
        node_name=table,
        node_relation=SimpleNamespace(schema="marts"),
        unique_id=table,
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


def test_the_rest_takes_what_it_took_last_time_at_the_pace_of_this_time(monkeypatch):
    """Forty steps of five seconds each then, of ten now: with ten done, thirty are left."""
    clock = iter(range(0, 1000, 10))
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    last = {f"table_{index}": 5.0 for index in range(1, 41)}
    progress = Progress(io.StringIO(), last=last)
    for index in range(1, 11):
        progress(event("LogModelResult", index, f"table_{index}"))
    assert progress.left() == ", 30 s left"
    for index in range(11, 40):
        progress(event("LogTestResult", index, f"table_{index}"))
    assert progress.left() == ""


def test_a_long_rest_is_told_in_minutes_and_an_unknown_one_not_at_all(monkeypatch, tmp_path):
    assert Progress(io.StringIO()).left() == ""
    results = {"results": [{"unique_id": name, "execution_time": 4.0} for name in "abcd"]}
    (tmp_path / "run_results.json").write_text(json.dumps(results), encoding="utf-8")
    clock = iter((0, 60))
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    progress = Progress(io.StringIO(), last=seconds_of_last_build(tmp_path))
    assert progress.left() == ""
    progress(event("LogModelResult", 1, "a"))
    assert progress.left() == ", 3 min left"
    assert seconds_of_last_build(tmp_path / "nowhere") == {}


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
