"""SQL of the formal review."""

import uuid

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.features.applications import queries as applications
from quality_award.tables.applications import Application, FormalReview
from quality_award.tables.identity import User


def visible(actor: Actor) -> Select[FormalReview]:
    """Reviews of applications that the actor may see."""
    seen = applications.visible(actor).with_only_columns(Application.id)
    return select(FormalReview).where(FormalReview.application_id.in_(seen))


async def held(session: AsyncSession, actor: Actor, application_id: uuid.UUID) -> FormalReview | None:
    """The review, read anew and locked."""
    query = visible(actor).where(FormalReview.application_id == application_id).with_for_update()
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def name_of(session: AsyncSession, user_id: uuid.UUID) -> str | None:
    """The name of the officer."""
    return await session.scalar(select(User.name).where(User.id == user_id))
