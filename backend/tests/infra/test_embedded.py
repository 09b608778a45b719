"""The embedded services lose nothing to kill -9 and know a stranger with their process id from themselves."""

import asyncio
import io
import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from local import embedded, processes
from minio import Minio


@pytest.fixture
def root() -> Iterator[Path]:
    with embedded.temporary_root("services") as folder:
        yield folder


def _sql(url: str, statement: str) -> object:
    async def run() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(run())


def _kill(server: embedded.Postgres) -> None:
    os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)


def test_the_database_survives_kill_and_a_stranger_with_its_process_id(root: Path) -> None:
    server = embedded.start_postgres(root)
    url = embedded.ensure_database(server)
    _sql(url, "create table kept as select 7 as value")
    assert embedded.ensure_database(server) == url
    _kill(server)
    assert _sql(embedded.start_postgres(root).database(embedded.DATABASE), "select value from kept") == 7

    note = (server.data / "postmaster.pid").read_text()
    server.stop()
    assert not server.alive()
    # After a restart of the machine the id may belong to anybody, this test's own process for one.
    (server.data / "postmaster.pid").write_text(note.replace(note.split()[0], str(os.getpid()), 1))
    assert not server.alive()
    assert _sql(embedded.start_postgres(root).database(embedded.DATABASE), "select value from kept") == 7


def test_the_database_is_closed_to_others(root: Path) -> None:
    server = embedded.start_postgres(root, fast=True)
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    assert _sql(server.url, "show listen_addresses") == ""
    assert _sql(server.url, "show server_encoding") == "UTF8"


def test_a_path_too_long_for_a_socket_is_no_obstacle(root: Path) -> None:
    deep = root / ("很" * 20) / ("d" * 60)
    deep.mkdir(parents=True)
    server = embedded.start_postgres(deep, fast=True)
    try:
        assert _sql(server.url, "select 1") == 1
    finally:
        server.stop()


def test_the_store_keeps_objects_keys_and_address_over_a_kill(root: Path) -> None:
    def client(store: embedded.Store) -> Minio:
        address = store.endpoint.removeprefix("http://")
        return Minio(address, access_key=store.access_key, secret_key=store.secret_key, secure=False, region="us-east-1")

    first = embedded.start_store(root)
    client(first).make_bucket("kept")
    client(first).put_object("kept", "证.pdf", io.BytesIO(b"%PDF-1.7"), 8)
    first.process.kill()
    first.process.wait()
    second = embedded.start_store(root)
    assert (second.endpoint, second.access_key, second.secret_key) == (first.endpoint, first.access_key, first.secret_key)
    assert client(second).stat_object("kept", "证.pdf").size == 8
    for secret in ("credentials.json", "s3.json"):
        assert stat.S_IMODE((second.data / secret).stat().st_mode) == 0o600
    # A launcher that was killed leaves its store running: the next start ends that one first.
    third = embedded.start_store(root)
    assert second.process.wait(5) is not None
    assert client(third).stat_object("kept", "证.pdf").size == 8


def test_what_a_killed_maker_left_is_cleared(tmp_path: Path) -> None:
    with embedded.temporary_root("left") as left:
        (left / "maker.json").write_text('{"pid": 4194303, "born": 1.0}')
        with embedded.temporary_root("left") as other:
            assert not left.exists()
            assert processes.remembered(other / "maker.json") is not None
