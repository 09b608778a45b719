"""Events become messages in inboxes. Seen twice, an event adds nothing."""

import datetime as dt
from typing import TYPE_CHECKING

from quality_award.tables.trail import OutboxEvent

from .pure import links
from .pure.notices import NOTICES
from .queries import inbox

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def notify(session: "AsyncSession", event: OutboxEvent, now: dt.datetime) -> None:
    """Tell everyone whom the event concerns."""
    audiences = NOTICES.get(event.name)
    if not audiences:
        return
    to = [
        (membership_id, links.of_event(role, event.entity, event.entity_id, event.edition_id, event.application_id))
        for membership_id, role in await inbox.recipients(session, event, audiences, now)
    ]
    if to:
        params = await inbox.names(session, event)
        await inbox.deliver(session, event, key=f"notice.{event.name}", params=params, to=to)
