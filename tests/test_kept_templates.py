"""What jinja makes of a text is kept in the project's folder, and never another text's."""

import os
from unittest.mock import patch

import pytest
from dbt_common.clients.jinja import MacroFuzzEnvironment

from commands import kept_templates
from commands.kept_templates import COMPILED, python_of

TEXT = "{{ 2 * n }} of {{ n }}"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    kept_templates.can_be_written.cache_clear()
    yield tmp_path / kept_templates.FOLDER
    kept_templates.can_be_written.cache_clear()


def rendered(text: str, n: int) -> str:
    """As in a new process."""
    COMPILED.clear()
    environment = MacroFuzzEnvironment()
    code = kept_templates.compile_kept(environment, text)
    template = environment.template_class.from_code(environment, code, environment.globals, None)
    return template.render({"n": n})


def test_the_second_process_takes_it_from_the_folder(folder):
    first = rendered(TEXT, 21)
    (file,) = folder.iterdir()
    with patch.object(kept_templates, "JINJAS_COMPILE", side_effect=AssertionError):
        assert rendered(TEXT, 21) == first == "42 of 21"
    other = rendered(TEXT.replace("2", "3"), 21)
    assert other == "63 of 21" and len(list(folder.iterdir())) == 2
    assert file in folder.iterdir()


@pytest.mark.parametrize("damage", [lambda text: text[:-9], lambda text: "", lambda text: "\n"])
def test_a_file_that_was_cut_short_is_written_anew(folder, damage):
    rendered(TEXT, 1)
    (file,) = folder.iterdir()
    whole = file.read_text()
    file.write_text(damage(whole))
    assert rendered(TEXT, 1) == "2 of 1"
    assert file.read_text() == whole


def test_another_version_of_jinja_begins_anew(folder):
    rendered(TEXT, 1)
    with patch.object(kept_templates.jinja2, "__version__", "2"):
        rendered(TEXT, 1)
    assert len(list(folder.iterdir())) == 2


def test_a_folder_that_takes_no_files_is_no_reason_to_stop(folder):
    folder.parent.write_text("a file where the folder would be")
    assert rendered(TEXT, 1) == "2 of 1"
    assert python_of(MacroFuzzEnvironment(), TEXT)


def test_a_project_that_cannot_be_written_keeps_nothing(folder):
    with patch.object(os, "access", return_value=False):
        assert rendered(TEXT, 1) == "2 of 1"
    assert not folder.exists()
