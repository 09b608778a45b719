"""What the graph takes from events and from the passing of days (Art. 32)."""

import datetime as dt
from typing import TYPE_CHECKING

from quality_award.tables.trail import OutboxEvent

from . import queries
from .service.deriving import derive_application, derive_experts

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def stated(session: "AsyncSession", event: OutboxEvent, now: dt.datetime) -> None:
    """An application was handed in, taken back or settled: the graph says what it says."""
    if event.application_id is not None:
        await derive_application(session, application_id=event.application_id, now=now)


async def organisation_changed(session: "AsyncSession", event: OutboxEvent, now: dt.datetime) -> None:
    """An organisation's particulars changed: what its applications state is stated anew."""
    for application_id in await queries.handed_in_under_way(session, event.entity_id):
        await derive_application(session, application_id=application_id, now=now)


async def pool_changed(session: "AsyncSession", event: OutboxEvent, now: dt.datetime) -> None:
    """The expert pool was imported."""
    await derive_experts(session, now=now)


async def nightly(session: "AsyncSession", now: dt.datetime) -> None:
    """Everything that could be taken from elsewhere, once more: a login that was given or an expert who came in otherwise."""
    await derive_experts(session, now=now)
    for application_id in await queries.handed_in_under_way(session):
        await derive_application(session, application_id=application_id, now=now)
