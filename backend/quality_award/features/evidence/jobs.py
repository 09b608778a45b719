"""Scheduled and queued work on evidence: looking at what came, locking what was handed in, removing what nobody needs."""

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from quality_award.jobs.queue import enqueue, job_key
from quality_award.platform.objectstore import ObjectStore
from quality_award.tables.trail import OutboxEvent

from .queries import files as queries
from .service import uploads
from .service.checking import check, scan_again
from .service.freezing import freeze

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

CHECK = uploads.CHECK
FREEZE = "evidence.freeze"
SCAN = "evidence.scan"
# After the upload could be taken up no more.
GRACE = dt.timedelta(hours=1)
FORGOTTEN = dt.timedelta(minutes=5)
BATCH = 200
# A scanner that was away may be back; one that would not take a file of that size seldom changes its mind.
SCAN_AGAIN, SCAN_LARGE_AGAIN = dt.timedelta(hours=1), dt.timedelta(days=1)
SCANS_AT_ONCE = 10

Handler = Callable[["AsyncSession", Mapping[str, Any], dt.datetime], Awaitable[None]]


def checker(store: ObjectStore, scanner: str | None) -> Handler:
    """The job that looks at one file."""

    async def run(session: "AsyncSession", payload: Mapping[str, Any], now: dt.datetime) -> None:
        await check(session, store=store, scanner=scanner, evidence_id=uuid.UUID(payload["evidence_id"]), now=now)

    return run


def scanner_again(store: ObjectStore, scanner: str | None) -> Handler:
    """The job that has one file scanned that was stored without."""

    async def run(session: "AsyncSession", payload: Mapping[str, Any], now: dt.datetime) -> None:
        await scan_again(session, store=store, scanner=scanner, evidence_id=uuid.UUID(payload["evidence_id"]), now=now)

    return run


def freezer(store: ObjectStore) -> Handler:
    """The job that locks the files of one application."""

    async def run(session: "AsyncSession", payload: Mapping[str, Any], now: dt.datetime) -> None:
        await freeze(session, store=store, application_id=uuid.UUID(payload["application_id"]), now=now)

    return run


async def lock_when_handed_in(session: "AsyncSession", event: OutboxEvent, now: dt.datetime) -> None:
    """An application was handed in, or something was added to it: its files are to be locked."""
    await enqueue(session, FREEZE, {"application_id": str(event.application_id)}, key=job_key(FREEZE, event.id))


async def lock_rest(session: "AsyncSession", *, store: ObjectStore, now: dt.datetime) -> int:
    """Lock what could not be locked when it was handed in; how many."""
    return await freeze(session, store=store, application_id=None, now=now)


async def check_forgotten(session: "AsyncSession", *, now: dt.datetime) -> int:
    """Queue files anew that were received a while ago and not settled since: the store or the worker was away."""
    ids = await queries.waiting(session, now - FORGOTTEN, BATCH)
    for one in ids:
        await enqueue(session, CHECK, {"evidence_id": str(one)}, key=job_key(CHECK, one))
    return len(ids)


async def scan_unscanned(session: "AsyncSession", *, now: dt.datetime) -> int:
    """Queue stored files that no scanner has judged, some at a time: there was none, or it was away, or they were too large."""
    ids = await queries.unscanned(session, now - SCAN_AGAIN, now - SCAN_LARGE_AGAIN, SCANS_AT_ONCE)
    for one in ids:
        await enqueue(session, SCAN, {"evidence_id": str(one)}, key=job_key(SCAN, one))
    return len(ids)


async def sweep(session: "AsyncSession", *, store: ObjectStore, now: dt.datetime) -> int:
    """Remove the bytes of uploads that were never finished, refused or taken off a draft; gives how many."""
    rows = await queries.leftovers(session, now - GRACE, BATCH)
    for row in rows:
        if row.upload_id is not None:
            await store.drop_parts(row.object_key, row.upload_id)
        for key in (row.object_key, row.thumbnail_key, row.rendition_key):
            if key:
                await store.remove(key)
        await queries.mark_gone(session, row.id, now)
    return len(rows)
