"""Public notices: everyone may read them."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.tables.editions import PublicNotice


async def notices(
    session: AsyncSession, *, edition_id: uuid.UUID | None = None, kind: str | None = None, limit: int = 50
) -> Sequence[PublicNotice]:
    """Notices, newest first."""
    query = select(PublicNotice).order_by(PublicNotice.published_at.desc(), PublicNotice.id.desc()).limit(limit)
    if edition_id:
        query = query.where(PublicNotice.edition_id == edition_id)
    if kind:
        query = query.where(PublicNotice.kind == kind)
    return (await session.scalars(query)).all()


async def notice(session: AsyncSession, notice_id: uuid.UUID) -> PublicNotice | None:
    """One notice."""
    return (await session.execute(select(PublicNotice).where(PublicNotice.id == notice_id))).scalar_one_or_none()
