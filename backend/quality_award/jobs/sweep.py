"""What is left over and nobody needs: stored answers, written proof that never arrived. Evidence has its own sweep."""

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.platform.objectstore import ObjectStore
from quality_award.tables.objections import ObjectionFile
from quality_award.tables.recusals import RecusalFile
from quality_award.tables.trail import IdempotencyKey

ANSWERS_KEPT = dt.timedelta(hours=24)
PROOF_KEPT = dt.timedelta(hours=25)


async def answers(session: AsyncSession, *, wall: dt.datetime) -> None:
    """Drop stored answers to requests older than a day. They are dated by the machine's clock."""
    await session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < wall - ANSWERS_KEPT))


async def pending_files(session: AsyncSession, store: ObjectStore, *, now: dt.datetime) -> int:
    """Drop written proof of objections and recusals that was begun and never confirmed, rows and bytes; how many."""
    before = now - PROOF_KEPT
    objections = await session.scalars(
        select(ObjectionFile)
        .where(ObjectionFile.state == "pending", ObjectionFile.created_at < before)
        .limit(200)
        .with_for_update(skip_locked=True)
    )
    recusals = await session.scalars(
        select(RecusalFile)
        .where(RecusalFile.state == "pending", RecusalFile.created_at < before)
        .limit(200)
        .with_for_update(skip_locked=True)
    )
    rows: list[ObjectionFile | RecusalFile] = [*objections.all(), *recusals.all()]
    for row in rows:
        await store.remove(row.object_key)
        await session.delete(row)
    return len(rows)
