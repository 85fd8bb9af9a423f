"""Small faults for SQL and Python, one at a time: what tests do not notice, they do not test."""

import ast
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

import duckdb


@dataclass(frozen=True)
class Mutant:
    """A text with one fault: its place, in characters or lines, and what stands there instead."""

    place: int
    was: str
    now: str
    text: str


def thinned(mutants: Sequence[Mutant], n: int) -> Sequence[Mutant]:
    """About so many of them, evenly spread."""
    return mutants[:: max(1, len(mutants) // n)]


# SQL

WORDS = {
    "and": "or",
    "or": "and",
    "min": "max",
    "max": "min",
    "least": "greatest",
    "greatest": "least",
    "lag": "lead",
    "lead": "lag",
    "first": "last",
    "last": "first",
    "asc": "desc",
    "desc": "asc",
    "sum": "max",
    "avg": "max",
    "count": "max",
    "median": "max",
    "left": "inner",
    "distinct": "",
    "not": "",
    "preceding": "following",
    "current": "unbounded",
    "true": "false",
    "false": "true",
    "ln": "log10",
    "floor": "ceil",
    "sin": "cos",
    "cos": "sin",
}
SIGNS = {
    "<=": "<",
    "<": "<=",
    ">=": ">",
    ">": ">=",
    "=": "!=",
    "!=": "=",
    "+": "-",
    "-": "+",
    "*": "/",
    "/": "*",
}
TOKEN = re.compile(r"<=|>=|!=|<>|::|\|\||->>?|[-+*/<>=]|\w+(?:\.\d+)?")


def mutants_of_sql(sql: str) -> Iterator[Mutant]:
    """Every operator, word and number of a query that has a likely fault, with that fault."""
    for start, kind in duckdb.tokenize(sql):
        found = TOKEN.match(sql, start)
        if found is None or kind == duckdb.token_type.string_const:
            continue
        was = found.group()
        for now in faults(was, kind, sql[:start]):
            yield Mutant(start, was, now, sql[:start] + now + sql[found.end() :])


def faults(was: str, kind: duckdb.token_type, before: str) -> Iterator[str]:
    """What might stand in the place of a token, by what stands before it."""
    # A number of more digits is the same number.
    if re.search(r"decimal\(\d*,?\s*$", before):
        return
    if kind == duckdb.token_type.numeric_const:
        yield str(float(was) + 1) if "." in was else str(int(was) + 1)
        return
    # Of `select *`, `count(*)` and `posts.*` the star is no product.
    if was == "*" and re.search(r"(select|[(.,])\s*$", before, re.IGNORECASE):
        return
    word = was.lower()
    if word == "not" and re.search(r"\bis\s*$", before):
        yield ""
    elif word in WORDS:
        yield WORDS[word]
    elif was in SIGNS:
        yield SIGNS[was]
    elif word == "null" and re.search(r"\bis\s*$", before):
        yield "not null"


# Python

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.MatMult: ast.Add,
}


def mutants_of_python(source: str) -> Iterator[Mutant]:
    """Every operator, number and truth in the functions of a module, with its likely fault."""
    tree = ast.parse(source)
    inside = [
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for statement in function.body
        for node in ast.walk(statement)
    ]
    for n, node in enumerate(ast.walk(tree)):
        if id(node) in inside and (now := fault_of(node)) is not None:
            changed = deepcopy(tree)
            target = list(ast.walk(changed))[n]
            vars(target).update(vars(now))
            if type(target) is not type(now):
                continue
            yield Mutant(
                getattr(node, "lineno", 0),
                ast.unparse(node),
                ast.unparse(now),
                ast.unparse(changed),
            )


def fault_of(node: ast.AST) -> ast.AST | None:
    """The node with a fault, none where no likely one is known."""
    now = deepcopy(node)
    if isinstance(now, ast.Compare) and type(now.ops[0]) in COMPARED:
        now.ops[0] = COMPARED[type(now.ops[0])]()
    elif isinstance(now, ast.BinOp) and type(now.op) in COMPUTED:
        now.op = COMPUTED[type(now.op)]()
    elif isinstance(now, ast.BoolOp):
        now.op = ast.Or() if isinstance(now.op, ast.And) else ast.And()
    elif isinstance(now, ast.UnaryOp) and isinstance(now.op, ast.USub):
        now.op = ast.UAdd()
    elif isinstance(now, ast.Constant) and isinstance(now.value, bool):
        now.value = not now.value
    elif isinstance(now, ast.Constant) and isinstance(now.value, int | float):
        now.value += 1
    else:
        return None
    return now
