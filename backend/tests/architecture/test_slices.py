"""What import-linter cannot say: of SQLAlchemy, a command or a builder of facts may know the session's type and nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FEATURES = Path(__file__).resolve().parents[2] / "quality_award" / "features"
HELD = ("service", "facts", "jobs")
ALLOWED = {"AsyncSession"}


def held_files() -> list[Path]:
    """The files that hold no SQL: modules of these names, and what lies in packages of these names."""
    return sorted(path for path in FEATURES.glob("*/**/*.py") if path.relative_to(FEATURES).parts[1].removesuffix(".py") in HELD)


def trespasses(source: str) -> Iterator[str]:
    """Names taken from SQLAlchemy beyond the session's type."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.split(".")[0] == "sqlalchemy")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sqlalchemy":
            yield from (f"{node.module}.{name.name}" for name in node.names if name.name not in ALLOWED)


def test_the_check_finds_sql_and_lets_the_session_pass() -> None:
    assert list(trespasses("from sqlalchemy.ext.asyncio import AsyncSession")) == []
    assert list(trespasses("from sqlalchemy import select\nimport sqlalchemy.orm")) == ["sqlalchemy.select", "sqlalchemy.orm"]


@pytest.mark.parametrize("path", held_files(), ids=lambda path: str(path.relative_to(FEATURES)))
def test_commands_and_facts_hold_no_sql(path: Path) -> None:
    assert list(trespasses(path.read_text())) == [], "SQL belongs in queries.py"
