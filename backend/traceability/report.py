"""The table of the matrix for people, always the same for the same code."""

import ast
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

from quality_award.regulation.trace import Row, rows
from quality_award.tables.constraints import CONSTRAINTS

from .mutate import here

_HEAD = """# 法条对照 · The matrix, row by row

Written by `make trace`, which fails when a row has no text, nothing that honours it, or no test, or when a rule can be switched
off without a test noticing. Rules are functions in `backend/quality_award/regulation/articles`, steps (→) rows of the procedure
(`procedure.md`), constraints (⚿) those of the database. Results of the last build, and how often an article was applied, are on
the page of the regulation in the product.

"""


@cache
def marked() -> Mapping[str, tuple[str, ...]]:
    """{row: tests that say they are about it}, read from the sources."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted((here() / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for mark in node.decorator_list:
                    if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == "article":
                        for argument in mark.args:
                            if isinstance(argument, ast.Constant):
                                found[str(argument.value)].append(f"{file.stem}::{node.name}")
    return {row: tuple(tests) for row, tests in found.items()}


def proofs(row: Row, trace: Mapping[str, Mapping[str, Any]] | None) -> list[str]:
    """The tests of a row: those marked with it, and, of what was traced, those that call its rules."""
    if trace is None:
        return [*marked().get(row.clause.row, ()), *(rule.code for rule in row.rules)]
    codes = {rule.code for rule in row.rules}
    return [test for test, entry in trace.items() if row.clause.row in entry["articles"] or codes & set(entry["rules"])]


def document() -> str:
    """Markdown, one line for each row."""
    lines = [_HEAD, "| Art. | Kind | Text | Honoured by | Tests that say so |\n|---|---|---|---|---|\n"]
    for name, row in rows().items():
        text = row.clause.summary.replace("|", "·")
        by = [f"`{rule.code}`" for rule in row.rules]
        by += [f"→ {one.entity}.{one.action}" for one in row.transitions]
        by += [f"⚿ `{one}`" for one, (_, article) in CONSTRAINTS.items() if article == name]
        by += [f"{honour.en} (`{honour.reference}`)" for honour in row.honours]
        tests = "<br>".join(f"`{test}`" for test in marked().get(name, ())) or "those of its rules"
        lines.append(f"| {name} | {row.clause.kind} | {text} | {'<br>'.join(by)} | {tests} |\n")
    return "".join(lines)
