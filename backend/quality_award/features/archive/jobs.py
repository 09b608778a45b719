"""Queued and scheduled work on archives: making one, going on with what was left, forgetting what is over."""

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from quality_award.jobs.queue import enqueue, job_key
from quality_award.platform.db import SessionFactory
from quality_award.platform.objectstore import ObjectStore
from quality_award.platform.settings import Settings

from . import queries
from .service import forgetting
from .service.asking import MAKE
from .service.making import Making

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

__all__ = ["MAKE", "forget", "go_on", "maker"]

Handler = Callable[["AsyncSession", Mapping[str, Any], dt.datetime], Awaitable[None]]


def maker(sessions: SessionFactory, store: ObjectStore, settings: Settings) -> Handler:
    """The job that makes one archive. Two workers may see it: the second leaves it to the first."""

    async def run(session: "AsyncSession", payload: Mapping[str, Any], now: dt.datetime) -> None:
        # It may take an hour: the job's own transaction ends here, what follows has short ones of its own.
        await session.commit()
        archive_id = uuid.UUID(payload["archive_id"])
        async with queries.claimed(sessions, archive_id) as mine:
            if mine:
                await Making(sessions, store, settings, archive_id=archive_id, now=now).run()

    return run


async def go_on(session: "AsyncSession") -> int:
    """Queue what nobody works on any more: a job that waits or runs already is not queued twice."""
    ids = await queries.unfinished(session)
    for one in ids:
        await enqueue(session, MAKE, {"archive_id": str(one)}, key=job_key(MAKE, one))
    return len(ids)


async def forget(session: "AsyncSession", *, now: dt.datetime) -> int:
    """Take out of the database what the plan keeps no longer."""
    return await forgetting.forget(session, now=now)
