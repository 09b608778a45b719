"""Jobs run at least once after the commit that asked for them, whatever happens to a worker."""

import asyncio
import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from world import World

from quality_award.access.actor import SYSTEM
from quality_award.audit.append import append
from quality_award.features.evidence import jobs as evidence_jobs
from quality_award.jobs import sweep
from quality_award.jobs.outbox import emit
from quality_award.jobs.queue import Worker, enqueue
from quality_award.platform.clock import SystemClock
from quality_award.platform.settings import Settings
from quality_award.tables.applications import Evidence
from quality_award.tables.trail import AuditRecord, AuditSeal, IdempotencyKey, Notification, SystemState

pytestmark = pytest.mark.anyio
BACKEND = Path(__file__).resolve().parents[2]


@asynccontextmanager
async def running(worker: Worker) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(task, 20)


async def until(condition: Any, seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < end, "not in time"
        await asyncio.sleep(0.05)


async def waiting(world: World) -> int:
    async with world.session() as session:
        return int(await session.scalar(text("select count(*) from pgqueuer")) or 0)


async def test_a_job_runs_after_its_transaction_and_not_without_it(world: World, settings: Settings) -> None:
    seen: list[Any] = []

    async def note(session: AsyncSession, payload: Mapping[str, Any], now: dt.datetime) -> None:
        seen.append(payload["n"])

    async with world.session() as session:
        await enqueue(session, "note", {"n": 1})
        await session.rollback()
    assert await waiting(world) == 0
    async with world.session() as session:
        await enqueue(session, "note", {"n": 2}, key="two")
        await enqueue(session, "note", {"n": 3}, key="two")
        await session.commit()
    worker = Worker(settings, world.app.state.sessions)
    worker.job("note", note)
    async with running(worker):
        await until(lambda: _done(world))
    assert seen == [2]


async def _done(world: World) -> bool:
    return await waiting(world) == 0


async def test_a_failing_job_is_tried_again_and_leaves_nothing_half_done(world: World, settings: Settings) -> None:
    tries: list[int] = []

    async def fragile(session: AsyncSession, payload: Mapping[str, Any], now: dt.datetime) -> None:
        await append(session, actor=SYSTEM, now=now, entity="job", entity_id=None, action="fragile")
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("once")

    async with world.session() as session:
        await enqueue(session, "fragile", {})
        await session.commit()
    worker = Worker(settings, world.app.state.sessions)
    worker.job("fragile", fragile)
    async with running(worker):
        await until(lambda: _done(world))
    assert len(tries) == 2
    async with world.session() as session:
        assert await session.scalar(text("select count(*) from audit_records where action = 'fragile'")) == 1


async def test_a_schedule_runs_in_one_worker_at_a_time(world: World, settings: Settings) -> None:
    inside, worst, runs = 0, 0, 0

    async def slow(session: AsyncSession, now: dt.datetime) -> None:
        nonlocal inside, worst, runs
        inside += 1
        runs += 1
        worst = max(worst, inside)
        await asyncio.sleep(0.3)
        inside -= 1

    workers = []
    for _ in range(2):
        worker = Worker(settings, world.app.state.sessions)
        worker.every("slow", "* * * * * *", slow)
        workers.append(worker)

    async def enough() -> bool:
        return runs >= 3

    async with running(workers[0]), running(workers[1]):
        await until(enough)
    assert worst == 1


async def sealed_once(session: AsyncSession) -> bool:
    """Whether the record `x` has its seal; the worker itself puts more on the trail."""
    ours = select(func.count()).select_from(AuditSeal).join(AuditRecord, AuditRecord.id == AuditSeal.record_id)
    return await session.scalar(ours.where(AuditRecord.action == "x")) == 1


async def test_the_worker_process_seals_and_notifies_and_stops_cleanly(world: World, settings: Settings) -> None:
    edition = await world.edition("open")
    await world.person("applicant", organisation_id=(await world.organisation()).id)
    async with world.session() as session:
        emit(session, name="edition.open", now=world.clock.now(), entity="edition", entity_id=edition.id, edition_id=edition.id)
        await append(session, actor=SYSTEM, now=world.clock.now(), entity="test", entity_id=None, action="x")
        await session.commit()
    process = _start(settings)

    async def told() -> bool:
        async with world.session() as session:
            messages = await session.scalar(select(func.count()).select_from(Notification))
            return messages == 1 and await sealed_once(session)

    try:
        await until(told, 30)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0


async def test_a_killed_worker_is_replaced(world: World, settings: Settings) -> None:
    first = _start(settings)

    async def started() -> bool:
        async with world.session() as session:
            return bool(await session.scalar(text("select count(*) from pgqueuer_schedules")))

    await until(started, 30)
    first.kill()
    first.wait()
    async with world.session() as session:
        await append(session, actor=SYSTEM, now=world.clock.now(), entity="test", entity_id=None, action="x")
        await session.commit()
    second = _start(settings)

    async def sealed() -> bool:
        async with world.session() as session:
            return await sealed_once(session)

    try:
        await until(sealed, 60)
    finally:
        second.terminate()
        second.wait(15)


def _start(settings: Settings) -> subprocess.Popen[bytes]:
    env = os.environ | {
        "DATABASE_URL": settings.database_url,
        "S3_ENDPOINT": settings.s3_endpoint,
        "S3_ACCESS_KEY": settings.s3_access_key,
        "S3_SECRET_KEY": settings.s3_secret_key,
        "S3_BUCKET": settings.s3_bucket,
        "MASTER_KEY": settings.master_key,
    }
    return subprocess.Popen([sys.executable, "-m", "quality_award.worker"], cwd=BACKEND, env=env)


async def test_a_worker_survives_the_loss_of_its_connections(world: World, settings: Settings, database_url: str) -> None:
    runs = 0

    async def count(session: AsyncSession, now: dt.datetime) -> None:
        nonlocal runs
        runs += 1

    worker = Worker(settings, world.app.state.sessions)
    worker.every("count", "* * * * * *", count)

    async def twice() -> bool:
        return runs >= 2

    async with running(worker):
        await until(twice)
        connection = await asyncpg.connect(database_url)
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'quality-award-worker'"
            " and datname = current_database()"
        )
        await connection.close()
        runs = 0
        await until(twice, 30)


async def test_jobs_run_by_the_rehearsals_clock(app: Any, settings: Settings, clock: Any) -> None:
    world = await World.create(app, clock, rehearsal=True)
    async with world.session() as session:
        state = await session.get(SystemState, 1)
        assert state is not None
        state.clock_offset_seconds = 40 * 86_400
        await session.commit()
    seen: list[dt.datetime] = []

    async def note(session: AsyncSession, now: dt.datetime) -> None:
        seen.append(now)

    async def one() -> bool:
        return bool(seen)

    worker = Worker(settings, app.state.sessions)
    worker.every("note", "* * * * * *", note)
    async with running(worker):
        await until(one)
    assert seen[0] - SystemClock().now() > dt.timedelta(days=39)


async def test_leftovers_go_and_what_is_used_stays(world: World, store: Any) -> None:
    application = await world.application(await world.edition("open"))
    person = await world.person("applicant", organisation_id=application.organisation_id)
    now = world.clock.now()
    stored = await world.evidence(application, person)
    begun = await world.evidence(application, person, state="pending", sha256=None, stored_at=None, expires_at=now)
    old = await world.evidence(
        application, person, state="pending", sha256=None, stored_at=None, expires_at=now - dt.timedelta(hours=2)
    )
    await store.put(old.object_key, b"half", "application/pdf")
    key = {"actor": "a", "route": "POST /", "body_sha256": "0", "status": 200, "response": {"body": None, "etag": None}}
    await world.add(
        IdempotencyKey(key="old", created_at=now - dt.timedelta(hours=25), **key),
        IdempotencyKey(key="new", created_at=now, **key),
    )
    async with world.session() as session:
        assert await sweep.pending_files(session, store, now=now) == 0
        assert await evidence_jobs.sweep(session, store=store, now=now) == 1
        await sweep.answers(session, wall=now)
        await session.commit()
    async with world.session() as session:
        # The bytes go, the record stays.
        assert set(await session.scalars(select(Evidence.id))) == {stored.id, begun.id, old.id}
        assert set(await session.scalars(select(Evidence.id).where(Evidence.removed_at.is_(None)))) == {stored.id, begun.id}
        assert list(await session.scalars(select(IdempotencyKey.key))) == ["new"]
    assert await store.stat(old.object_key) is None
