"""Copies all tables and views from one attached database to another."""

import re
from graphlib import TopologicalSorter

import duckdb

RELATIONS = """
    select schema_name, table_name as name, 'table' as kind
    from duckdb_tables() where database_name = '{name}'
    union all
    select schema_name, view_name, 'view'
    from duckdb_views() where database_name = '{name}' and not internal
"""
# `create table` for each table of a database, with what it forbids to be null.
TABLES = """
    select
        schema_name,
        table_name,
        string_agg(
            format('"{{}}" {{}}{{}}', column_name, data_type, if(is_nullable, '', ' not null')),
            ', ' order by column_index
        ) as columns
    from duckdb_columns()
    where
        database_name = '{name}'
        and (schema_name, table_name) in (
            select (schema_name, table_name) from duckdb_tables() where database_name = '{name}'
        )
    group by all
    order by all
"""


def drop_what_is_gone(connection: duckdb.DuckDBPyConnection, source: str, target: str) -> None:
    """Drop tables and views that `source` does not have, such as those of earlier versions."""
    gone = f"{RELATIONS.format(name=target)} except ({RELATIONS.format(name=source)})"
    for schema, name, kind in connection.execute(gone).fetchall():
        connection.execute(f'drop {kind} {target}."{schema}"."{name}"')


def copy_all(connection: duckdb.DuckDBPyConnection, source: str, target: str) -> None:
    """Make all tables and views of one attached database in another."""
    for schema, name, columns in connection.execute(TABLES.format(name=source)).fetchall():
        connection.execute(f'create schema if not exists {target}."{schema}"')
        connection.execute(f'create or replace table {target}."{schema}"."{name}" ({columns})')
        connection.execute(
            f'insert into {target}."{schema}"."{name}" from {source}."{schema}"."{name}"'
        )
    views = connection.execute(
        "select schema_name || '.' || view_name, sql from duckdb_views()"
        " where database_name = $source and not internal",
        {"source": source},
    ).fetchall()
    connection.execute(f"use {target}")
    for name, text in in_order(dict(views)):
        # Which schema it is in, a DuckLake does not say in its text.
        query = re.sub(r"^create view .*? as\b", "", text, count=1, flags=re.I | re.S)
        connection.execute(f"create or replace view {name} as {query}")


def in_order(views: dict[str, str]) -> list[tuple[str, str]]:
    """Names and texts of views, each after the views that it reads."""
    reads = {
        name: {other for other in views if other != name and re.search(rf"\b{other}\b", text)}
        for name, text in views.items()
    }
    return [(name, views[name]) for name in TopologicalSorter(reads).static_order()]
