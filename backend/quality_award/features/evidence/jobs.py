"""Scheduled work on evidence: bytes that belong to no application are removed."""

import datetime as dt
from typing import TYPE_CHECKING

from quality_award.platform.objectstore import ObjectStore

from .queries import files as queries
from .service.uploads import incoming

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

# After the presigned address has run out: an upload under way may still end.
GRACE = dt.timedelta(hours=1)
BATCH = 200


async def sweep(session: "AsyncSession", *, store: ObjectStore, now: dt.datetime) -> int:
    """Remove the bytes of uploads that were never finished, refused or taken off a draft; gives how many."""
    rows = await queries.leftovers(session, now - GRACE, BATCH)
    for row in rows:
        await store.remove(incoming(row.id))
        await store.remove(row.object_key)
        await queries.mark_gone(session, row.id, now)
    return len(rows)
