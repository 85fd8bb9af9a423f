"""Tables are made by the steps that dbt took before, where it would take the same again."""

import json
import shutil
from pathlib import Path

import pytest
from dbt.task.run import ModelRunner

from commands import replay
from commands.kept_steps import KEEPER, varying_macros
from tests.builds import answer, build_some, build_unseen, made_up_posts, run_models, write_posts
from tests.digests import digests


@pytest.fixture(scope="module")
def module_patch():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def made_by_dbt(module_patch):
    """The tables that dbt itself made, in their order."""
    made, execute = [], ModelRunner.execute
    module_patch.setattr(
        ModelRunner,
        "execute",
        lambda self, model, manifest: made.append(model) or execute(self, model, manifest),
    )
    return made


@pytest.fixture(scope="module")
def kept(tmp_path_factory, module_patch, made_by_dbt):
    """The file of the steps that a build of sixty posts kept, and the tables that it could not."""
    folder = tmp_path_factory.mktemp("kept")
    module_patch.setattr(replay, "FOLDER", folder / "replays")
    forget()
    posts = write_posts(folder / "first.csv", made_up_posts(60))
    (folder / "first").mkdir()
    assert build_unseen(folder / "first" / "warehouse.duckdb", posts).code == 0
    (file,) = replay.FOLDER.iterdir()
    return file


@pytest.fixture(scope="module")
def others(kept, tmp_path_factory):
    """Other posts in a file of another name."""
    folder = tmp_path_factory.mktemp("others")
    return write_posts(folder / "other posts.csv", made_up_posts(90, likes="7 * i % 400 + 3"))


def forget():
    """As a process that has made no table yet."""
    KEEPER.tables.clear()
    KEEPER.new.clear()


def test_other_posts_get_the_tables_that_dbt_makes(
    kept, others, tmp_path, made_by_dbt, monkeypatch
):
    forget()
    made_by_dbt.clear()
    (tmp_path / "kept").mkdir()
    repeated = build_unseen(tmp_path / "kept" / "warehouse.duckdb", others)
    n_of_dbt = len(made_by_dbt)
    forget()
    monkeypatch.setattr(replay, "FOLDER", tmp_path / "empty")
    (tmp_path / "dbt").mkdir()
    by_dbt = build_unseen(tmp_path / "dbt" / "warehouse.duckdb", others)
    assert repeated.code == by_dbt.code == 0
    n_kept = len(json.loads(kept.read_text(encoding="utf-8")))
    assert n_of_dbt + n_kept == len(made_by_dbt) - n_of_dbt
    assert n_kept > 150
    # Those of pages too.
    assert digests(repeated.warehouse, ("main",)) == digests(by_dbt.warehouse, ("main",))


def test_what_differs_from_build_to_build_is_not_kept(kept):
    tables = json.loads(kept.read_text(encoding="utf-8"))
    names = {table.split()[0].split(".")[-1] for table in tables}
    assert {"post_features", "post_labels", "rpt_overview"} - names == {"rpt_overview"}
    assert names.isdisjoint({"stg_listed_files", "stg_raw_records", "stg_draft_records"})
    assert names.isdisjoint({"draft_log", "draft_outcomes", "held_posts", "build_runs"})
    assert names.isdisjoint({"fitted_curves", "logistic_terms"})
    assert str(kept.parent.parent) not in kept.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "steps",
    [
        [["select 1", json.dumps([["1", "INTEGER", None, None, None, None, None]]) + "\n[2]"]],
        [["create table nonsense", None]],
    ],
    ids=["answered otherwise", "refused"],
)
def test_a_table_with_other_answers_is_made_by_dbt(
    steps, kept, others, tmp_path, made_by_dbt, monkeypatch
):
    tables = json.loads(kept.read_text(encoding="utf-8"))
    table = "model.instagram_engagement.stg_file_formats new"
    monkeypatch.setattr(replay, "FOLDER", tmp_path / "replays")
    replay.write(replay.FOLDER / kept.name, tables | {table: [tables[table][0], steps]})
    forget()
    made_by_dbt.clear()
    built = build_some(tmp_path / "warehouse.duckdb", others, "stg_found_files")
    assert built.code == 0, built.errors
    assert table.split()[0] in [model.unique_id for model in made_by_dbt]


def test_the_last_step_makes_the_table(kept):
    """Where a step fails dbt takes over: nothing may be half made."""
    for _, steps in json.loads(kept.read_text(encoding="utf-8")).values():
        making = [sql.split()[0] in ("create", "alter", "insert", "update") for sql, _ in steps]
        assert making == [False] * (len(steps) - 1) + [True]


def test_tables_are_made_where_others_stand_and_where_none_do(kept, others, tmp_path):
    """Steps kept in the one case are of no use in the other, nor in the way."""
    forget()
    for folder in ("one", "one", "one", "two"):
        (tmp_path / folder).mkdir(exist_ok=True)
        warehouse = tmp_path / folder / "warehouse.duckdb"
        run_models(warehouse, others, "+int_drafts +int_draft_changes")


def test_a_macro_that_names_one_that_varies_varies():
    """Also one that is called only while a table is made, or by another name of an engine's."""
    macros = (
        ("moment", 'adapter.dispatch("moment")()'),
        ("duckdb__moment", "{{ run_started_at }}"),
        ("clock", "{% if execute %} {{ moment() }} {% endif %}"),
        ("late", "{{ clock() }} > 0"),
        ("sum_of", "sum(x)"),
    )
    assert varying_macros(macros) == {"moment", "clock", "late"}


def test_after_a_build_planned_posts_are_replayed_from_the_second_time_on(
    kept, tmp_path, made_by_dbt
):
    """Steps that were kept of new tables are not tried where tables stand."""
    forget()
    folder = kept.parent.parent / "first"
    warehouse = Path(shutil.copy(folder / "warehouse.duckdb", tmp_path / "own.duckdb"))
    drafts = tmp_path / "plans.csv"
    drafts.write_text(
        "draft_id,account,media_type,caption,planned_at\na,ana,image,One,2030-07-20T10:00\n",
        "utf-8",
    )
    for n_made in (True, False):
        made_by_dbt.clear()
        assert answer(warehouse, drafts).code == 0
        assert bool(made_by_dbt) == n_made


@pytest.mark.parametrize("text", ["", "{"])
def test_steps_that_cannot_be_read_are_found_anew(text, kept, others, tmp_path, monkeypatch):
    monkeypatch.setattr(replay, "FOLDER", tmp_path / "replays")
    replay.FOLDER.mkdir()
    (replay.FOLDER / kept.name).write_text(text, encoding="utf-8")
    forget()
    built = build_some(tmp_path / "warehouse.duckdb", others, "stg_found_files")
    assert built.code == 0, built.errors
    assert json.loads((replay.FOLDER / kept.name).read_text(encoding="utf-8"))
