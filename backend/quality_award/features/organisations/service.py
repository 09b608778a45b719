"""Restricting a recommending unit (Art. 28)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.platform.errors import NotFound
from quality_award.tables.parties import Department

from . import queries
from .schemas import RestrictionIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def restrict(
    session: "AsyncSession", *, actor: Actor, department_id: uuid.UUID, body: RestrictionIn, now: dt.datetime
) -> Department:
    """Suspend, cancel or restore the right to recommend; its channel refuses from now on."""
    require(actor, "departments.restrict")
    row = await queries.department(session, actor, department_id)
    if row is None:
        raise NotFound
    row.suspended_until = body.suspended_until
    row.cancelled_at = now if body.cancelled else None
    restricted = body.cancelled or body.suspended_until is not None
    row.restriction_reason = body.reason if restricted else None
    await session.flush()
    await append(
        session, actor=actor, now=now, entity="department", entity_id=row.id, action="restrict", article="28",
        detail={"suspended_until": str(body.suspended_until), "cancelled": body.cancelled, "reason": body.reason},
    )  # fmt: skip
    return row
