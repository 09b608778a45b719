"""Look again where no change of the graph tells of it: an application comes in, somebody is invited, time passes (Art. 32)."""

import datetime as dt
from typing import TYPE_CHECKING

from quality_award.tables.trail import OutboxEvent

from . import service

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

APPLICATIONS = ("application.submitted", "application.filed", "application.accepted", "application.shortlisted")


async def look_at_application(session: "AsyncSession", event: OutboxEvent, now: dt.datetime) -> None:
    """Everyone of the edition against the application that an event is about."""
    if event.application_id is not None:
        await service.refresh(session, now=now, applications={event.application_id})


async def look_at_all(session: "AsyncSession", now: dt.datetime) -> None:
    """Everyone against everyone: ties end, and years pass."""
    await service.refresh(session, now=now)
