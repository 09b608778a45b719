"""The schema: one head, the same as the models, and the way back and forth works."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import asyncpg
from alembic.config import Config
from alembic.script import ScriptDirectory

from quality_award.tables.base import Base

BACKEND = Path(__file__).resolve().parents[2]
TABLES = "select count(*) from information_schema.tables where table_schema = 'public' and table_name <> 'alembic_version'"


async def _alembic(url: str, *arguments: str) -> None:
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "alembic", *arguments],
        cwd=BACKEND,
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-3000:]


async def _count(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval(TABLES))
    finally:
        await connection.close()


def test_there_is_one_head() -> None:
    script = ScriptDirectory.from_config(Config(BACKEND / "alembic.ini"))
    assert len(script.get_heads()) == 1


async def test_the_database_has_the_tables_of_the_models(database_url: str) -> None:
    await _alembic(database_url, "check")


async def test_down_to_nothing_and_up_again(database_url: str) -> None:
    before = await _count(database_url)
    assert before >= len(Base.metadata.tables)
    await _alembic(database_url, "downgrade", "base")
    assert await _count(database_url) == 0
    await _alembic(database_url, "upgrade", "head")
    assert await _count(database_url) == before
