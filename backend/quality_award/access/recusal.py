"""The one place that decides recusal in SQL (Art. 32). Every base SELECT that touches applications uses it."""

import uuid
from typing import Any

from sqlalchemy import ColumnElement, exists, false, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from quality_award.tables.reviews import Recusal

from .actor import Actor

Case = InstrumentedAttribute[uuid.UUID] | InstrumentedAttribute[uuid.UUID | None] | ColumnElement[Any]


def recused_from(actor: Actor, application_id: Case) -> ColumnElement[bool]:
    """True for rows whose application the actor is recused from."""
    if actor.user_id is None:
        return false()
    return exists(
        select(Recusal.id).where(
            Recusal.user_id == actor.user_id,
            Recusal.application_id == application_id,
            Recusal.state == "in_force",
        )
    )


async def is_recused(session: AsyncSession, actor: Actor, application_id: uuid.UUID) -> bool:
    """Whether the actor is recused from this application now."""
    if actor.user_id is None:
        return False
    return bool(
        await session.scalar(
            select(
                exists().where(
                    Recusal.user_id == actor.user_id,
                    Recusal.application_id == application_id,
                    Recusal.state == "in_force",
                )
            )
        )
    )
