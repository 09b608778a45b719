"""One real PostgreSQL and one real object store for all workers; a migrated template, cloned for each test that commits."""

import base64
import fcntl
import json
import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from fastapi import FastAPI
from local import embedded
from world import MovableClock, World

from quality_award.main import create_app
from quality_award.platform.settings import Settings

BACKEND = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Tests run on asyncio, as the application does."""
    return "asyncio"


def _shared_root() -> Path:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"alone-{os.getpid()}")
    root = Path(tempfile.gettempdir()) / f"qa-tests-{run}"
    root.mkdir(mode=0o755, exist_ok=True)
    return root


@pytest.fixture(scope="session")
def services() -> Iterator[dict[str, str]]:
    """Addresses of the services, started by the first worker and stopped by the last."""
    root = _shared_root()
    state = root / "state.json"
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known: dict[str, Any] = json.loads(state.read_text()) if state.exists() else {}
        if not known:
            postgres = embedded.start_postgres(root, fast=True)
            store = embedded.start_store(root)
            known = {
                "postgres": postgres.url,
                "store": store.endpoint,
                "access_key": store.access_key,
                "secret_key": store.secret_key,
                "store_pid": store.process.pid,
                "users": 0,
            }
            _template(postgres)
        known["users"] += 1
        state.write_text(json.dumps(known))
    yield {name: str(value) for name, value in known.items()}
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = json.loads(state.read_text())
        known["users"] -= 1
        state.write_text(json.dumps(known))
        if known["users"] == 0:
            embedded._stop_leftover(root / "store" / "pid", embedded.BIN / "weed")
            embedded.Postgres(known["postgres"], root / "postgres").stop()
            embedded.remove(root)


def _template(postgres: embedded.Postgres) -> None:
    _sql(postgres.url, "create database template_award")
    subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=BACKEND,
        env=os.environ | {"DATABASE_URL": postgres.database("template_award")},
        check=True,
        capture_output=True,
    )


def _sql(url: str, *statements: str) -> None:
    import asyncio

    async def run() -> None:
        connection = await asyncpg.connect(url)
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    asyncio.run(run())


async def execute(url: str, *statements: str) -> None:
    """Run SQL as the database's owner."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
async def database_url(services: dict[str, str]) -> AsyncIterator[str]:
    """A fresh clone of the migrated template."""
    name = f"t_{uuid.uuid4().hex}"
    await execute(services["postgres"], f"create database {name} template template_award strategy file_copy")
    yield services["postgres"].replace("/postgres?", f"/{name}?")
    await execute(services["postgres"], f"drop database {name} with (force)")


@pytest.fixture
def settings(services: dict[str, str], database_url: str) -> Settings:
    """Settings on the clone and on a bucket of this worker."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return Settings(
        database_url=database_url,
        s3_endpoint=services["store"],
        s3_access_key=services["access_key"],
        s3_secret_key=services["secret_key"],
        s3_bucket=f"tests-{worker}",
        master_key=base64.b64encode(b"k" * 32).decode(),
        public_url="http://test",
        pool_size=5,
    )


@pytest.fixture
def clock() -> MovableClock:
    """The clock of the test's application."""
    return MovableClock()


@pytest.fixture
async def app(settings: Settings, clock: MovableClock) -> AsyncIterator[FastAPI]:
    """The application over real services."""
    made = create_app(settings, clock)
    yield made
    await made.state.engine.dispose()


@pytest.fixture
async def world(app: FastAPI, clock: MovableClock) -> World:
    """A world on the clone."""
    return await World.create(app, clock)


@pytest.fixture
async def store(app: FastAPI) -> Any:
    """The object store adapter, its bucket made."""
    await app.state.store.ensure_bucket()
    return app.state.store
