"""SQL for the recommending unit's desk; what it counts is what it may see."""

import uuid

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.features.applications import queries as applications
from quality_award.features.editions import queries as editions
from quality_award.tables.applications import Application
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Department


def visible(actor: Actor) -> Select[Application]:
    """Applications that came through the unit."""
    return applications.visible(actor)


async def department(session: AsyncSession, actor: Actor) -> Department:
    """The actor's own unit."""
    return (await session.execute(select(Department).where(Department.id == actor.department_id))).scalar_one()


async def edition(session: AsyncSession, actor: Actor, edition_id: uuid.UUID | None) -> Edition | None:
    """The named edition, or the one that runs."""
    return await (editions.one(session, actor, edition_id) if edition_id else editions.current(session, actor))


async def counts(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> dict[str, int]:
    """State → number of the unit's applications."""
    seen = visible(actor).where(Application.edition_id == edition_id).subquery()
    rows = await session.execute(select(seen.c.state, func.count()).group_by(seen.c.state))
    return dict(rows.tuples().all())
