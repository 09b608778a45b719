"""SQL on citations: statements with the pages that bear them out."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.platform.ids import new_id
from quality_award.tables.applications import Evidence, EvidenceCitation


async def same(
    session: AsyncSession, application_id: uuid.UUID, item: str, evidence_id: uuid.UUID, page: int, statement: str
) -> EvidenceCitation | None:
    """The very citation, made before."""
    found = await session.scalars(
        select(EvidenceCitation).where(
            EvidenceCitation.application_id == application_id,
            EvidenceCitation.item == item,
            EvidenceCitation.evidence_id == evidence_id,
            EvidenceCitation.page == page,
            EvidenceCitation.statement == statement,
        )
    )
    return found.first()


async def add(
    session: AsyncSession, *, row: Evidence, item: str, page: int, statement: str, by: uuid.UUID, now: dt.datetime
) -> EvidenceCitation:
    """Write one."""
    made = EvidenceCitation(
        id=new_id(), application_id=row.application_id, item=item, evidence_id=row.id, page=page, statement=statement,
        created_by=by, created_at=now,
    )  # fmt: skip
    session.add(made)
    await session.flush()
    return made


async def one(session: AsyncSession, citation_id: uuid.UUID) -> EvidenceCitation | None:
    """One, by its id; whoever asks is asked about its application."""
    return await session.get(EvidenceCitation, citation_id)


async def remove(session: AsyncSession, row: EvidenceCitation) -> None:
    """Take one away."""
    await session.delete(row)
    await session.flush()
