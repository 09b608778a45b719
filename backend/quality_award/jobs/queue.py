"""Durable jobs and schedules in PostgreSQL: the only file that knows pgqueuer.

A job is enqueued in the transaction that needs it and runs at least once after that has committed, in a transaction of its
own. A worker that dies leaves its job to another, which starts it again: handlers must be able to see a job twice.
"""

import asyncio
import datetime as dt
import json
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import asyncpg
import structlog
from pgqueuer import PgQueuer
from pgqueuer.core.executors import DatabaseRetryEntrypointExecutor, EntrypointExecutorParameters
from pgqueuer.domain.models import Job, Schedule
from pgqueuer.queries import Queries
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.platform.clock import Clock, SystemClock
from quality_award.platform.db import SessionFactory
from quality_award.platform.settings import Settings
from quality_award.tables.trail import SystemState

log = structlog.get_logger(__name__)

Handler = Callable[[AsyncSession, Mapping[str, Any], dt.datetime], Awaitable[None]]
Scheduled = Callable[[AsyncSession, dt.datetime], Awaitable[object]]

ATTEMPTS = 8
# At least three times the longest stall of the event loop; CPU work belongs into a thread.
HEARTBEAT = dt.timedelta(seconds=20)


async def enqueue(
    session: AsyncSession,
    name: str,
    payload: Mapping[str, Any],
    *,
    key: str | None = None,
    delay: dt.timedelta | None = None,
) -> None:
    """Queue a job in the caller's transaction. A second one with the same `key` is dropped while the first waits or runs."""
    # The statement makes SQLAlchemy open its transaction on the connection before pgqueuer uses it directly.
    await session.execute(text("select 1"))
    raw = await (await session.connection()).get_raw_connection()
    driver = raw.driver_connection
    if driver is None:
        raise RuntimeError("the session has no connection")
    body = json.dumps(dict(payload), default=str).encode()
    await Queries.from_asyncpg_connection(driver).enqueue(
        [name], [body], [0], execute_after=[delay], dedupe_key=[key], on_conflict="skip"
    )


async def clock_now(session: AsyncSession, clock: Clock) -> dt.datetime:
    """The present instant of this database: a rehearsal's clock may have been moved."""
    if isinstance(clock, SystemClock):
        seconds = await session.scalar(select(SystemState.clock_offset_seconds).where(SystemState.rehearsal))
        clock = SystemClock(dt.timedelta(seconds=seconds or 0))
    return clock.now()


def _retrying(parameters: EntrypointExecutorParameters) -> DatabaseRetryEntrypointExecutor:
    return DatabaseRetryEntrypointExecutor(parameters, max_attempts=ATTEMPTS)


class Worker:
    """Runs jobs and schedules until told to stop; any number of workers may share a database."""

    def __init__(self, settings: Settings, sessions: SessionFactory, clock: Clock | None = None) -> None:
        self._settings = settings
        self._sessions = sessions
        self._clock = clock or SystemClock()
        self._jobs: dict[str, Handler] = {}
        self._schedules: list[tuple[str, str, Scheduled]] = []
        self._starts: list[tuple[str, Scheduled]] = []

    def job(self, name: str, handler: Handler) -> None:
        """Handle jobs of a name. What keeps failing is tried eight times, ever more slowly, then held for a person."""
        self._jobs[name] = handler

    def every(self, name: str, cron: str, handler: Scheduled) -> None:
        """Run a handler on a schedule (cron with an optional sixth field for seconds), one worker at a time."""
        self._schedules.append((name, cron, handler))

    def at_start(self, name: str, handler: Scheduled) -> None:
        """Run a handler once when the worker begins, as soon as there is a database."""
        self._starts.append((name, handler))

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; running jobs are finished first. A lost database is waited for."""
        while not stop.is_set():
            try:
                await self._run_once(stop)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("database lost", error=str(error))
                await _wait(stop, 1.0)

    async def _run_once(self, stop: asyncio.Event) -> None:
        pool = await asyncpg.create_pool(
            self._settings.database_url,
            min_size=1,
            max_size=4,
            server_settings={"application_name": "quality-award-worker", "timezone": "UTC"},
        )
        try:
            queue = PgQueuer.from_asyncpg_pool(pool)
            self._register(queue)
            while self._starts:
                name, handler = self._starts[0]
                await self._alone(name, handler)
                self._starts.pop(0)
            stopping = asyncio.create_task(self._stop_with(stop, queue.shutdown))
            try:
                await queue.run(dequeue_timeout=dt.timedelta(seconds=5), heartbeat_timeout=HEARTBEAT)
            finally:
                stopping.cancel()
        finally:
            try:
                await asyncio.wait_for(pool.close(), 5)
            except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                pool.terminate()

    @staticmethod
    async def _stop_with(stop: asyncio.Event, shutdown: asyncio.Event) -> None:
        await stop.wait()
        shutdown.set()

    def _register(self, queue: PgQueuer) -> None:
        for name, handler in self._jobs.items():
            queue.entrypoint(name, on_failure="hold", accepts_context=False, executor_factory=_retrying)(self._job(handler))
        for name, cron, scheduled in self._schedules:
            queue.schedule(name, cron, accepts_context=False)(self._scheduled(name, scheduled))

    def _job(self, handler: Handler) -> Callable[[Job], Awaitable[None]]:
        async def run(job: Job) -> None:
            async with self._sessions() as session, session.begin():
                now = await clock_now(session, self._clock)
                await handler(session, json.loads(job.payload or b"{}"), now)

        return run

    def _scheduled(self, name: str, handler: Scheduled) -> Callable[[Schedule], Awaitable[None]]:
        async def run(_: Schedule) -> None:
            await self._alone(name, handler)

        return run

    async def _alone(self, name: str, handler: Scheduled) -> None:
        """Run a handler in a transaction of its own, one at a time across all workers, whatever the scheduler believes."""
        async with self._sessions() as session, session.begin():
            lock = text("select pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
            if await session.scalar(lock, {"name": f"schedule {name}"}):
                await handler(session, await clock_now(session, self._clock))


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


def job_key(name: str, subject: uuid.UUID) -> str:
    """The dedupe key of a job on one subject."""
    return f"{name}/{subject}"
