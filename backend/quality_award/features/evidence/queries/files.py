"""All SQL on evidence; what is visible follows the application."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import Select, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.features.applications import queries as applications
from quality_award.tables.applications import Application, Evidence

GONE = "gone/"


def visible(actor: Actor) -> Select[Evidence]:
    """Files of applications that the actor may see, removed ones left out."""
    seen = applications.visible(actor).with_only_columns(Application.id)
    return select(Evidence).where(Evidence.application_id.in_(seen), Evidence.removed_at.is_(None))


async def one(session: AsyncSession, actor: Actor, evidence_id: uuid.UUID, *, hold: bool = False) -> Evidence | None:
    """One file that the actor may see; `hold` reads it anew and locks it."""
    query = visible(actor).where(Evidence.id == evidence_id)
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one_or_none()


async def listed(session: AsyncSession, application_id: uuid.UUID, now: dt.datetime) -> Sequence[Evidence]:
    """Stored files, and uploads that still run, in the order in which they were begun."""
    rows = await session.scalars(
        select(Evidence)
        .where(
            Evidence.application_id == application_id,
            Evidence.removed_at.is_(None),
            or_(Evidence.state == "stored", Evidence.expires_at > now),
        )
        .order_by(Evidence.id)
    )
    return rows.all()


async def count_in_slot(session: AsyncSession, application_id: uuid.UUID, slot: str, now: dt.datetime) -> int:
    """How many files a slot has, those under way among them."""
    count = await session.scalar(
        select(func.count()).where(
            Evidence.application_id == application_id,
            Evidence.slot == slot,
            Evidence.removed_at.is_(None),
            or_(Evidence.state == "stored", Evidence.expires_at > now),
        )
    )
    return count or 0


async def leftovers(session: AsyncSession, before: dt.datetime, limit: int) -> Sequence[Evidence]:
    """Files whose bytes nobody needs: never finished, refused or removed, all before the instant."""
    rows = await session.scalars(
        select(Evidence)
        .where(
            ~Evidence.object_key.startswith(GONE),
            or_(
                Evidence.removed_at < before,
                and_(Evidence.state == "pending", Evidence.removed_at.is_(None), Evidence.expires_at < before),
            ),
        )
        .order_by(Evidence.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return rows.all()


async def mark_gone(session: AsyncSession, evidence_id: uuid.UUID, now: dt.datetime) -> None:
    """The bytes are no more; the record stays."""
    await session.execute(
        update(Evidence)
        .where(Evidence.id == evidence_id)
        .values(object_key=f"{GONE}{evidence_id}", removed_at=func.coalesce(Evidence.removed_at, now))
    )
