"""Processes killed with SIGKILL in mid-work, each started again: nothing lost, nothing counted twice, the next run finishes.

Services of their own: PostgreSQL with all its durability, the store, API and worker, as `make run` starts them.
"""

import asyncio
import datetime as dt
import hashlib
import io
import os
import sys
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import httpx
import psutil
import pytest
import samples
from filing import announced
from local import embedded
from local.stack import BACKEND, Child, Stack
from PIL import Image
from sqlalchemy import select
from world import MovableClock, Person, World

from quality_award.access.actor import SYSTEM
from quality_award.audit.append import append
from quality_award.audit.note import Verifier
from quality_award.audit.verify import verify
from quality_award.features.evidence.service.uploads import PART
from quality_award.main import create_app
from quality_award.platform.objectstore import ObjectStore
from quality_award.platform.settings import Settings
from quality_award.tables.applications import Evidence
from quality_award.tables.trail import AuditRecord

pytestmark = [pytest.mark.anyio, pytest.mark.article("16", "26")]

# Long enough for the slowest way back: a job that nobody holds any more is queued anew after five minutes.
PATIENCE = 420.0
SEALER = """
import asyncio, datetime as dt
from quality_award.audit.note import Signer
from quality_award.audit.seal import seal
from quality_award.platform.db import make_engine, make_sessions
from quality_award.platform.settings import Settings

async def main():
    settings = Settings()
    sessions = make_sessions(make_engine(settings))
    while True:
        async with sessions() as session, session.begin():
            await seal(session, signer=Signer.of(settings), now=dt.datetime.now(dt.UTC))

asyncio.run(main())
"""
SEALING = """
select exists (
    select from pg_locks l where l.locktype = 'advisory' and l.granted
       and (l.classid::bigint << 32) | l.objid::bigint = hashtextextended('audit seal', 0))
"""


async def until(what: Callable[[], Awaitable[Any]], pause: float = 0.1) -> Any:
    """What is waited for, once it is there."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError, httpx.HTTPError, asyncpg.PostgresError, asyncpg.InterfaceError):
            if found := await what():
                return found
        await asyncio.sleep(pause)
    raise AssertionError(f"not within {PATIENCE:.0f} s")


def kill(process: psutil.Process | Any) -> None:
    process.kill()
    process.wait()


@dataclass
class Town:
    """The running system, and an applicant with a draft who talks to it over HTTP."""

    stack: Stack
    settings: Settings
    world: World
    applicant: Person
    path: str
    store: ObjectStore
    browser: httpx.AsyncClient
    sent: dict[str, bytes] = field(default_factory=dict)

    @property
    def api(self) -> Child:
        return self.stack.children[0]

    @property
    def worker(self) -> Child:
        return self.stack.children[1]

    async def restarted(self) -> None:
        """Whatever died is started again, as the supervisor of `make run` does it; the API answers."""
        for child in self.stack.children:
            del child.starts[:-1]  # the supervisor gives up on what keeps dying
        await asyncio.to_thread(self.stack.watch)
        await until(self.ready)

    async def ready(self) -> bool:
        return bool((await self.browser.get(f"{self.stack.address}/readyz")).json()["ready"])

    async def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.applicant.token()}"}
        return await self.browser.request(method, f"{self.stack.address}/api/v1{path}", json=body, headers=headers)

    async def begin(self, data: bytes, content_type: str) -> dict[str, Any]:
        answer = await self.ask("POST", self.path, announced(data, "other", content_type=content_type))
        assert answer.status_code == 201, answer.text
        ticket: dict[str, Any] = answer.json()
        self.sent[ticket["evidence_id"]] = data
        return ticket

    async def links(self, ticket: dict[str, Any], numbers: list[int]) -> dict[int, str]:
        answer = await self.ask("POST", f"/evidence/{ticket['evidence_id']}/parts", {"numbers": numbers})
        return {one["number"]: one["url"] for one in answer.json()}

    async def put(self, url: str, piece: bytes, headers: dict[str, str] | None = None) -> None:
        assert (await self.browser.put(url, content=piece, headers=headers)).status_code == 200

    async def put_parts(self, ticket: dict[str, Any], numbers: list[int]) -> None:
        links, data = await self.links(ticket, numbers), self.sent[ticket["evidence_id"]]
        for number in numbers:
            await self.put(links[number], data[(number - 1) * PART : number * PART])

    async def confirm(self, ticket: dict[str, Any]) -> httpx.Response:
        return await self.ask("POST", f"/evidence/{ticket['evidence_id']}/confirm")

    async def send(self, data: bytes, content_type: str) -> dict[str, Any]:
        """A small file, sent and confirmed."""
        ticket = await self.begin(data, content_type)
        await self.put(ticket["url"], data, ticket["headers"])
        assert (await self.confirm(ticket)).status_code == 200
        return ticket

    async def connected(self) -> asyncpg.Connection:
        return await asyncpg.connect(self.stack.environment["MIGRATION_DATABASE_URL"])

    async def ask_database(self, statement: str, *values: Any) -> Any:
        connection = await self.connected()
        try:
            return await connection.fetchval(statement, *values)
        finally:
            await connection.close()

    async def counts_once(self, ticket: dict[str, Any], folder: Any) -> None:
        """It becomes stored; the object has the right digest; there is one record of it and one row."""
        evidence_id, data = uuid.UUID(ticket["evidence_id"]), self.sent[ticket["evidence_id"]]

        async def stored() -> bool:
            return bool(await self.ask_database("select state = 'stored' from evidence where id = $1", evidence_id))

        await until(stored, 0.3)
        await self.world.app.state.engine.dispose()
        async with self.world.session() as session:
            row = await session.get(Evidence, evidence_id)
            assert row is not None
            actions = list(await session.scalars(select(AuditRecord.action).where(AuditRecord.entity_id == evidence_id)))
        digest = hashlib.sha256(data).hexdigest()
        assert (row.sha256, row.size) == (digest, len(data))
        assert await self.store.fetch(row.object_key, row.version_id, folder / "object") == digest
        assert actions == ["store"]

    def examiner(self) -> psutil.Process | None:
        """The process that looks at a file just now."""
        with suppress(psutil.Error):
            for child in psutil.Process(self.worker.process.pid).children(recursive=True):
                if "inspection.examine" in " ".join(child.cmdline()):
                    return child
        return None

    async def looking(self) -> bool:
        return self.examiner() is not None


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with embedded.temporary_root("faults", memory=True) as data:
        made = Stack(data, port=embedded.free_port())
        try:
            made.begin_services()
            made.await_services()
            assert made.postgres is not None
            embedded.ensure_database(made.postgres)
            made.command("quality_award.cli", "migrate", quiet=True)
            made.serve()
            made.await_ready()
            yield made
        finally:
            made.stop()


@pytest.fixture(scope="module")
async def town(stack: Stack) -> AsyncIterator[Town]:
    environment = {name.lower(): value for name, value in stack.environment.items() if name.lower() in Settings.model_fields}
    settings = Settings(**environment)
    clock = MovableClock(dt.datetime.now(dt.UTC))
    app = create_app(settings, clock)
    world = await World.create(app, clock)
    organisation = await world.organisation()
    application = await world.application(await world.edition("open"), organisation)
    applicant = await world.person("applicant", organisation_id=organisation.id)
    async with httpx.AsyncClient(timeout=20) as browser:
        yield Town(stack, settings, world, applicant, f"/applications/{application.id}/evidence", ObjectStore(settings), browser)
    await app.state.engine.dispose()


def film(parts: int) -> bytes:
    """A film of so many parts that nobody has sent before."""
    head = samples.FTYP + samples.MOOV
    return head + samples.box(b"mdat", os.urandom((parts - 1) * PART + 999))


def picture() -> bytes:
    """A picture that takes a second or two to look at."""
    out = io.BytesIO()
    noise = Image.frombytes("L", (300, 300), os.urandom(90_000)).resize((11_000, 11_000), Image.Resampling.NEAREST)
    noise.save(out, "PNG", compress_level=1)
    assert len(out.getvalue()) < PART
    return out.getvalue()


async def test_the_store_is_killed_in_the_middle_of_an_upload(town: Town, tmp_path: Any) -> None:
    ticket = await town.begin(film(5), "video/mp4")
    await town.put_parts(ticket, [1, 2])
    link = (await town.links(ticket, [3]))[3]
    piece = town.sent[ticket["evidence_id"]][2 * PART : 3 * PART]
    half_way = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield piece[: PART // 2]
        half_way.set()
        await asyncio.sleep(30)
        yield piece[PART // 2 :]

    sending = asyncio.create_task(town.browser.put(link, content=slowly(), headers={"Content-Length": str(PART)}))
    await half_way.wait()
    assert town.stack.store is not None
    kill(town.stack.store.process)
    # Meanwhile nothing pretends to be well, and nothing hangs.
    assert (await asyncio.wait_for(town.confirm(ticket), 15)).status_code >= 500
    sending.cancel()
    with suppress(asyncio.CancelledError, httpx.HTTPError):
        await sending
    await town.restarted()
    again = await until(lambda: town.begin(town.sent[ticket["evidence_id"]], "video/mp4"))
    assert (again["evidence_id"], again["received"]) == (ticket["evidence_id"], [1, 2])
    await town.put_parts(again, [3, 4, 5])
    assert (await town.confirm(again)).status_code == 200
    await town.counts_once(ticket, tmp_path)


async def test_the_api_is_killed_between_the_upload_and_its_confirmation(town: Town, tmp_path: Any) -> None:
    first, second = await town.begin(film(2), "video/mp4"), await town.begin(film(3), "video/mp4")
    await town.put_parts(first, [1, 2])
    kill(town.api.process)
    await town.restarted()
    assert (await town.confirm(first)).json()["state"] == "received"
    await town.put_parts(second, [1, 2, 3])
    # And in the middle of one: it may have happened or not, and is simply given again.
    asked = asyncio.create_task(town.confirm(second))
    await asyncio.sleep(0.02)
    kill(town.api.process)
    with suppress(httpx.HTTPError):
        await asked
    await town.restarted()
    assert (await town.confirm(second)).status_code == 200
    for ticket in (first, second):
        await town.counts_once(ticket, tmp_path)


async def test_the_worker_is_killed_looking_and_sealing(town: Town, tmp_path: Any) -> None:
    ticket = await town.send(picture(), "image/png")
    await until(town.looking, 0.01)
    kill(town.worker.process)
    # Many records wait to be sealed; more come all the time. The sealer dies while it holds its lock, again and again.
    clock = town.world.clock
    written = 0

    async def write(count: int) -> None:
        nonlocal written
        async with town.world.session() as session:
            for _ in range(count):
                await append(
                    session,
                    actor=SYSTEM,
                    now=clock.now(),
                    entity="evidence",
                    entity_id=None,
                    action="check",
                    detail={"n": written},
                )
                written += 1
            await session.commit()

    stop = asyncio.Event()

    async def keep_writing() -> None:
        while not stop.is_set():
            await write(5)
            await asyncio.sleep(0.02)

    await write(4000)
    writers = [asyncio.create_task(keep_writing()) for _ in range(3)]
    watch = await town.connected()

    async def sealing() -> bool:
        return bool(await watch.fetchval(SEALING))

    try:
        await town.restarted()
        await until(sealing, 0.002)
        kill(town.worker.process)
        await town.restarted()
        # Its schedule rests until the queue believes that it is dead; meanwhile the same sealer in a process of its own.
        for _ in range(5):
            alone = await asyncio.create_subprocess_exec(sys.executable, "-c", SEALER, cwd=BACKEND, env=town.stack.environment)
            await until(sealing, 0.002)
            alone.kill()
            await alone.wait()
    finally:
        stop.set()
        await asyncio.gather(*writers)
        await watch.close()
    await town.counts_once(ticket, tmp_path)
    assert written > 4000
    await the_log_is_whole(town)


async def the_log_is_whole(town: Town) -> None:
    """Every record sealed once, in one chain and tree that verify with the published key."""
    unsealed = "select count(*) = 0 from audit_records r where not exists (select from audit_seals s where s.record_id = r.id)"
    await until(lambda: town.ask_database(unsealed), 0.3)
    verifier = Verifier.read((await town.browser.get(f"{town.stack.address}/.well-known/audit-log-key")).text)
    async with town.world.session() as session:
        verdict = await verify(session, verifier=verifier)
    counts = "select count(*) = (select count(distinct record_id) from audit_seals) from audit_records"
    assert verdict.intact, verdict.first_bad
    assert await town.ask_database(counts)


async def test_the_database_is_killed_in_the_middle_of_an_upload_and_of_a_look(town: Town, tmp_path: Any) -> None:
    def killed() -> None:
        assert town.stack.postgres is not None
        pid = int((town.stack.postgres.data / "postmaster.pid").read_text().split()[0])
        kill(psutil.Process(pid))

    large = await town.begin(film(3), "video/mp4")
    await town.put_parts(large, [1])
    links = await town.links(large, [2])
    killed()
    # The store goes on without it; the API says that it cannot.
    await town.put(links[2], town.sent[large["evidence_id"]][PART : 2 * PART])
    assert (await town.confirm(large)).status_code >= 500
    await town.restarted()
    again = await until(lambda: town.begin(town.sent[large["evidence_id"]], "video/mp4"))
    assert (again["evidence_id"], again["received"]) == (large["evidence_id"], [1, 2])
    await town.put_parts(large, [3])
    small = await town.send(picture(), "image/png")
    await until(town.looking, 0.01)
    killed()
    await town.restarted()
    assert (await until(lambda: town.confirm(large))).status_code == 200
    for ticket in (small, large):
        await town.counts_once(ticket, tmp_path)
    await the_log_is_whole(town)
