"""What dbt 1.11 does for each of hundreds of tables and these commands do without.

It costs a build more than most tables' own SQL. Nothing that dbt makes is changed.
"""

from contextlib import suppress
from functools import cache
from typing import Any

import duckdb
from dbt.adapters.contracts.connection import Connection
from dbt.adapters.duckdb.environments import local
from dbt.adapters.duckdb.environments.local import LocalEnvironment
from dbt.clients.jinja import MacroGenerator
from dbt.context import base
from dbt.context.macros import MacroNamespace, MacroNamespaceBuilder
from dbt.include.global_project import PROJECT_NAME
from dbt.node_types import NodeType
from dbt.task.build import BuildTask
from dbt_common.clients.jinja import MacroFuzzEnvironment
from dbt_common.events.base_types import BaseEvent, DebugLevel, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.event_manager_client import ctx_set_event_manager

from commands.kept_steps import KeptRunner
from commands.kept_templates import compile_kept
from commands.recorder import RecordingCursor


class WithoutDebugging(EventManager):
    """Makes no message of the dozen events of each table that no log of these commands keeps."""

    def fire_event(
        self, e: BaseEvent, level: EventLevel | None = None, *others: Any, **more: Any
    ) -> None:
        """Pass it on, unless it is for debugging dbt."""
        if (level or e.level_tag()) is not EventLevel.DEBUG:
            super().fire_event(e, level, *others, **more)


class Macro(MacroGenerator):
    """A macro that is called in the context of a table."""

    def __init__(self, macro: Any, context: Any, node: Any, stack: Any) -> None:
        self.macro, self.context, self.node, self.stack = macro, context, node, stack


class Macros(dict[str, Any]):
    """What MacroNamespace finds by name, found beforehand."""

    get_from_package = MacroNamespace.get_from_package

    def __init__(
        self, packages: dict[str, dict[str, Macro]], global_project_namespace: dict[str, Macro]
    ) -> None:
        super().__init__(global_project_namespace)
        self.packages, self.global_project_namespace = packages, global_project_namespace


def all_macros(
    builder: MacroNamespaceBuilder, macros_by_package: dict[str, dict[str, Any]], context: Any
) -> Macros:
    """Every macro as a table sees it: of one name its package's own, then the project's, then dbt's
    for the database, then dbt's own.
    """
    node, stack = builder.node, builder.thread_ctx
    packages = {
        package: {name: Macro(macro, context, node, stack) for name, macro in macros.items()}
        for package, macros in macros_by_package.items()
    }
    order = builder.internal_package_names_order
    of_dbt: dict[str, Macro] = {}
    for package in reversed(order):
        of_dbt.update(packages.get(package, {}))
    others = {package: own for package, own in packages.items() if package not in order}
    macros = Macros(others, of_dbt)
    macros.update({PROJECT_NAME: of_dbt}, **others)
    for package in (builder.root_package, builder.search_package):
        macros.update(others.get(package, {}))
    return macros


def stop_query(connection: Connection) -> None:
    """Stop what it runs, after another table has failed: it may have ended this very moment.

    dbt would then tell of the connection that is closed, and not of the failure.
    """
    with suppress(duckdb.ConnectionException):
        connection.handle.cursor().interrupt()


DBTS_MACROS = MacroNamespaceBuilder.build_namespace
DBTS_MODULES = base.get_context_modules


def make_lean() -> None:
    """Let dbt do without, in this process from now on."""
    ctx_set_event_manager(WithoutDebugging())
    # Putting together what an event would say takes longer than passing it on.
    DebugLevel.__init__ = lambda *_, **__: None
    MacroNamespaceBuilder.build_namespace = all_macros
    MacroFuzzEnvironment.compile = compile_kept
    base.get_context_modules = cache(DBTS_MODULES)
    LocalEnvironment.cancel = staticmethod(stop_query)
    local.DuckDBCursorWrapper = RecordingCursor
    BuildTask.RUNNER_MAP[NodeType.Model] = KeptRunner
