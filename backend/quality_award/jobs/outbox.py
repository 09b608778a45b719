"""The outgoing events: written in the transaction that made them true, handled at least once by the worker."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.tables.trail import OutboxEvent


def emit(
    session: AsyncSession,
    *,
    name: str,
    now: dt.datetime,
    entity: str,
    entity_id: uuid.UUID,
    edition_id: uuid.UUID | None = None,
    application_id: uuid.UUID | None = None,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Queue an event in the caller's transaction."""
    session.add(
        OutboxEvent(
            name=name,
            created_at=now,
            entity=entity,
            entity_id=entity_id,
            edition_id=edition_id,
            application_id=application_id,
            payload=dict(payload or {}),
        )
    )
