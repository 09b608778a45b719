"""A real PostgreSQL for each worker, one real object store for all; a migrated template, cloned for each test that commits."""

import asyncio
import base64
import fcntl
import json
import os
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import tracing
from fastapi import FastAPI
from local import embedded
from world import MovableClock, World

from quality_award.cli import let_in
from quality_award.main import create_app
from quality_award.platform.settings import Settings

BACKEND = Path(__file__).resolve().parents[1]
ROOT, TEMPLATE = "QUALITY_AWARD_TEST_ROOT", "template_award"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Tests run on asyncio, as the application does."""
    return "asyncio"


def pytest_configure(config: pytest.Config) -> None:
    """The first process makes the folder that all workers share; they inherit its name."""
    config.addinivalue_line("markers", "article(*rows): the rows of the matrix that a test shows to be honoured")
    tracing.register(config)
    if not hasattr(config, "workerinput"):
        shared = ExitStack()
        os.environ[ROOT] = str(shared.enter_context(embedded.temporary_root("tests", memory=True)))
        config.add_cleanup(shared.close)  # stops the services, once the last worker has gone


@pytest.fixture(scope="session")
def services() -> dict[str, str]:
    """Addresses of the services; they stop with the whole run.

    Each worker has a database server of its own: snapshots, and so the audit trail's sealer, look at all transactions.
    """
    root = Path(os.environ[ROOT])
    own = root / os.environ.get("PYTEST_XDIST_WORKER", "main")
    own.mkdir(exist_ok=True)
    with ThreadPoolExecutor() as pool:
        store = pool.submit(_store, root)
        postgres = embedded.start_postgres(own, fast=True)
        template = embedded.ensure_database(postgres, TEMPLATE)
        _migrate(template)
        asyncio.run(let_in(template, as_application(template)))
        return {"postgres": postgres.url} | store.result()


def _store(root: Path) -> dict[str, str]:
    """The object store: the first worker that asks starts it, the others find it."""
    state = root / "store.json"
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not state.exists():
            store = embedded.start_store(root)
            state.write_text(
                json.dumps({"store": store.endpoint, "access_key": store.access_key, "secret_key": store.secret_key})
            )
    found: dict[str, str] = json.loads(state.read_text())
    return found


def _migrate(url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=BACKEND,
        env=os.environ | {"DATABASE_URL": url},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        pytest.fail(f"the migrations failed:\n{done.stderr[-3000:]}", pytrace=False)


def as_application(url: str) -> str:
    """The same database for the application's own login."""
    return url.replace("://postgres@", "://quality_award@")


async def execute(url: str, *statements: str) -> None:
    """Run SQL as the database's owner."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@asynccontextmanager
async def cloned(services: dict[str, str]) -> AsyncIterator[str]:
    """A clone of the migrated template while the context lasts."""
    name = f"t_{uuid.uuid4().hex}"
    await execute(services["postgres"], f"create database {name} template {TEMPLATE} strategy file_copy")
    yield services["postgres"].replace("/postgres?", f"/{name}?")
    await execute(services["postgres"], f"drop database {name} with (force)")


@pytest.fixture
async def database_url(services: dict[str, str]) -> AsyncIterator[str]:
    """A clone of the migrated template, for this test alone."""
    async with cloned(services) as url:
        yield url


@pytest.fixture(scope="session")
async def worker_database_url(services: dict[str, str]) -> AsyncIterator[str]:
    """A clone for all tests of a worker that roll back what they do."""
    async with cloned(services) as url:
        yield url


def settings_on(services: dict[str, str], database_url: str) -> Settings:
    """Settings on a database and on a bucket of this worker."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return Settings(
        database_url=as_application(database_url),
        s3_endpoint=services["store"],
        s3_access_key=services["access_key"],
        s3_secret_key=services["secret_key"],
        s3_bucket=f"tests-{worker}",
        master_key=base64.b64encode(b"k" * 32).decode(),
        public_url="http://test",
        pool_size=5,
    )


@pytest.fixture
def settings(services: dict[str, str], database_url: str) -> Settings:
    """Settings on the test's own clone."""
    return settings_on(services, database_url)


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


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP straight into the application, nobody signed in."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as made:
        yield made
