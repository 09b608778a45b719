"""All SQL on evidence; what is visible follows the application."""

import uuid

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.features.applications import queries as applications
from quality_award.tables.applications import Application, Evidence


def visible(actor: Actor) -> Select[Evidence]:
    """Files of applications that the actor may see, removed ones left out."""
    seen = applications.visible(actor).with_only_columns(Application.id)
    return select(Evidence).where(Evidence.application_id.in_(seen), Evidence.removed_at.is_(None))


async def one(session: AsyncSession, actor: Actor, evidence_id: uuid.UUID, *, lock: bool = False) -> Evidence | None:
    """One file that the actor may see."""
    query = visible(actor).where(Evidence.id == evidence_id)
    return (await session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()


async def count_in_slot(session: AsyncSession, application_id: uuid.UUID, slot: str) -> int:
    """How many stored files a slot has."""
    return (
        await session.scalar(
            select(func.count()).where(
                Evidence.application_id == application_id,
                Evidence.slot == slot,
                Evidence.removed_at.is_(None),
                Evidence.state == "stored",
            )
        )
    ) or 0
