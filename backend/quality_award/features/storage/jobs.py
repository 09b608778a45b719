"""Scheduled and queued work on the store: trying its locks, reading files back, removing what no row names."""

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from quality_award.access.actor import SYSTEM
from quality_award.audit.append import append
from quality_award.platform.objectstore import ObjectStore, Version
from quality_award.platform.settings import Settings

from . import queries, service

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

LOCKS, FILES = service.JOBS["locks"], service.JOBS["files"]
FOLDERS = ("evidence/", "made/")
# An object may be there before its row is: the worker's pictures, an upload begun in a transaction that then fails.
UNCLAIMED = dt.timedelta(days=1)
MOST = 2000

Handler = Callable[["AsyncSession", Mapping[str, Any], dt.datetime], Awaitable[None]]


def lock_tester(settings: Settings) -> Handler:
    """The job that tries the store's locks."""

    async def run(session: "AsyncSession", payload: Mapping[str, Any], now: dt.datetime) -> None:
        await service.check_locks(session, settings=settings, check_id=uuid.UUID(payload["check_id"]), law_now=now)

    return run


def verifier(store: ObjectStore) -> Handler:
    """The job that reads a portion of the files back, and queues the next."""

    async def run(session: "AsyncSession", payload: Mapping[str, Any], now: dt.datetime) -> None:
        check_id = uuid.UUID(payload["check_id"])
        row = await queries.check(session, check_id)
        # An edition is read as a whole; of all files as many as a night has time for.
        limit = service.NIGHTLY_BYTES if row is not None and row.edition_id is None else None
        row = await service.check_files(session, store=store, check_id=check_id, limit=limit, law_now=now)
        if row is not None and row.finished_at is None:
            await service.enqueue_next(session, row)

    return run


async def ask_for_locks(session: "AsyncSession", now: dt.datetime) -> None:
    """At the worker's start and every night."""
    await service.ask_as_system(session, "locks")


async def ask_for_files(session: "AsyncSession", now: dt.datetime) -> None:
    """Every night: the longest unverified first."""
    await service.ask_as_system(session, "files")


async def sweep_unclaimed(session: "AsyncSession", *, store: ObjectStore, now: dt.datetime) -> tuple[int, int]:
    """Remove objects and begun uploads that no row names and that are older than a day; (objects, uploads).

    Never what is locked, never a version that a manifest names, even if its row was taken away.
    """
    before = await queries.wall(session) - UNCLAIMED
    removed: list[Version] = []
    for folder in FOLDERS:
        async for page in store.versions(folder):
            removed += [
                one for one in await _unclaimed(session, page, before) if await store.drop_version(one.key, one.version_id)
            ]
            if len(removed) >= MOST:
                break
    uploads = 0
    begun = [one for one in await store.uploads(FOLDERS[0]) if one.begun_at < before]
    known = await queries.named_uploads(session, {one.upload_id for one in begun})
    for upload in begun:
        if upload.upload_id not in known:
            await store.drop_parts(upload.key, upload.upload_id)
            uploads += 1
    if removed or uploads:
        await append(
            session, actor=SYSTEM, now=now, entity="store", entity_id=None, action="sweep", article="26",
            detail={"objects": len(removed), "bytes": sum(one.size for one in removed), "uploads": uploads},
        )  # fmt: skip
    return len(removed), uploads


async def _unclaimed(session: "AsyncSession", page: list[Version], before: dt.datetime) -> list[Version]:
    old = [one for one in page if one.at < before]
    keys, versions = await queries.named(
        session, {one.key for one in old}, {one.version_id for one in old if one.version_id is not None}
    )
    return [one for one in old if one.key not in keys and one.version_id not in versions]
