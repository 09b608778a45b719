"""Outgoing events to those who follow them: at least once, one event at a time, each handler by itself."""

import datetime as dt
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.tables.trail import OutboxEvent

log = structlog.get_logger(__name__)
BATCH = 100

Handler = Callable[[AsyncSession, OutboxEvent, dt.datetime], Awaitable[None]]


class Followers:
    """Who follows which event. A handler may see an event twice and must then change nothing more."""

    def __init__(self) -> None:
        self._handlers: list[tuple[str, Handler]] = []

    def on(self, prefix: str, handler: Handler) -> None:
        """Follow every event whose name begins so ("application.", "record.received", "" for all)."""
        self._handlers.append((prefix, handler))

    async def dispatch(self, session: AsyncSession, now: dt.datetime) -> int:
        """Hand waiting events to their followers; how many were settled.

        Locked rows are another worker's. A handler that fails undoes its own work only, and its event waits for the next run.
        """
        events = await session.scalars(
            select(OutboxEvent)
            .where(OutboxEvent.handled_at.is_(None))
            .order_by(OutboxEvent.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        settled = 0
        for event in events.all():
            try:
                async with session.begin_nested():
                    for prefix, handler in self._handlers:
                        if event.name.startswith(prefix):
                            await handler(session, event, now)
                    event.handled_at = now
                settled += 1
            except Exception:
                log.exception("event not handled", name=event.name, event_id=str(event.id))
        return settled
