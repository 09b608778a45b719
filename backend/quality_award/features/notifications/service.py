"""Commands on one's own inbox, and the tasks of a role."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.platform.errors import NotFound
from quality_award.tables.trail import Notification

from .pure.task import Task, in_order
from .queries import deciders, inbox, parties

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_TASKS = {
    "applicant": parties.applicant,
    "recommender": parties.recommender,
    "expert": parties.expert,
    "office": deciders.office,
    "agency": deciders.agency,
    "committee": deciders.committee,
    "government": deciders.government,
    "auditor": deciders.auditor,
    "admin": deciders.admin,
}


async def tasks(session: "AsyncSession", *, actor: Actor, now: dt.datetime) -> list[Task]:
    """What the actor's role has to do, the most pressing first."""
    gather = _TASKS.get(actor.role)
    return in_order(await gather(session, actor, now)) if gather else []


async def read(session: "AsyncSession", *, actor: Actor, notification_id: uuid.UUID, now: dt.datetime) -> Notification:
    """Mark a message as read. Reading it twice changes nothing."""
    row = await inbox.message(session, actor, notification_id)
    if row is None:
        raise NotFound
    row.read_at = row.read_at or now
    return row
