"""Macros are compiled once: sqlfluff asks for all of them anew, twice, for every file it reads."""

from collections.abc import Hashable
from types import CodeType

from jinja2 import Environment
from jinja2.sandbox import SandboxedEnvironment

COMPILED: dict[Hashable, CodeType] = {}


def compile_once(environment: Environment, source: str) -> CodeType:
    """The code of a template: each file gets an environment of its own, made like all others."""
    made = (environment.lexer, *environment.extensions, *environment.filters, *environment.tests)
    key = (source, made)
    if key not in COMPILED:
        COMPILED[key] = Environment.compile(environment, source)
    return COMPILED[key]


# This module is read again with every file: what its first reading has put there stays.
if "compile" not in vars(SandboxedEnvironment):
    SandboxedEnvironment.compile = compile_once
