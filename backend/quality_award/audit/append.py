"""Append one record to the audit trail, in the caller's transaction. Sealing is a job (`audit/seal.py`)."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.tables.trail import AuditRecord


async def append(
    session: AsyncSession,
    *,
    actor: Actor,
    now: dt.datetime,
    entity: str,
    entity_id: uuid.UUID | None,
    action: str,
    article: str = "",
    edition_id: uuid.UUID | None = None,
    application_id: uuid.UUID | None = None,
    from_state: str | None = None,
    to_state: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write who did what to what, when, under which article. `detail` must hold nothing sealed (Art. 25).

    What is done to a case that was opened to the actor in an emergency says so.
    """
    said = dict(detail or {}) | ({"break_glass": True} if application_id in actor.opened else {})
    await session.execute(
        insert(AuditRecord).values(
            at=now,
            user_id=actor.user_id,
            role=actor.role,
            seat=actor.seat,
            name=actor.name,
            entity=entity,
            entity_id=entity_id,
            edition_id=edition_id,
            application_id=application_id,
            action=action,
            article=article,
            from_state=from_state,
            to_state=to_state,
            detail=said,
        )
    )
