"""What dbt is spared for each table changes nothing that it makes of one."""

import pytest
from dbt.clients.jinja import MacroStack
from dbt.context.macros import MacroNamespaceBuilder
from dbt.exceptions import PackageNotFoundForMacroError
from dbt_common.events.base_types import EventLevel
from dbt_common.events.types import Formatting, Note

from commands.lean_dbt import DBTS_MACROS, WithoutDebugging
from tests.shared import project_of

PROJECT = "instagram_engagement"


def told(member: object) -> object:
    """Which macro it is, or which ones a package has, and whom each belongs to."""
    if isinstance(member, dict):
        return {name: told(macro) for name, macro in member.items()}
    return member.macro.unique_id, member.context, member.node, member.stack


@pytest.mark.parametrize("package", [PROJECT, "dbt", "dbt_duckdb"])
def test_a_table_sees_the_macros_that_dbt_would_show_it(package):
    by_package = project_of("none", {}).get_macros_by_package()
    context, node, stack = {}, object(), MacroStack()

    def builder():
        return MacroNamespaceBuilder(PROJECT, package, stack, ["dbt_duckdb", "dbt"], node)

    seen = builder().build_namespace(by_package, context)
    expected = DBTS_MACROS(builder(), by_package, context)
    assert type(seen) is not type(expected) and len(seen) > 500
    assert told(dict(seen)) == told(dict(expected))
    for of, name in [(None, "ref_to"), (None, "exact"), ("dbt", "statement"), (PROJECT, "exact"),
                     (PROJECT, "statement"), (None, "generate_schema_name")]:  # fmt: skip
        one, other = seen.get_from_package(of, name), expected.get_from_package(of, name)
        assert (one and told(one)) == (other and told(other)), (of, name)
        assert (one is None) == (name == "ref_to" or (of, name) == (PROJECT, "statement"))
    with pytest.raises(PackageNotFoundForMacroError):
        seen.get_from_package("nobody", "exact")


def test_only_events_for_debugging_dbt_are_not_told():
    heard = []
    manager = WithoutDebugging()
    manager.add_callback(lambda event: heard.append(event.data.msg))
    manager.fire_event(Note(msg="one"))
    manager.fire_event(Note(msg="two"), level=EventLevel.DEBUG)
    manager.fire_event(Formatting("three"))
    assert heard == ["one", "three"]
