"""What the passing of time does by itself: the office's own step (Art. 17(3), 17(8)), word to those invited (Art. 10)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

import structlog

from quality_award.access.actor import SYSTEM
from quality_award.jobs.once import once
from quality_award.jobs.outbox import emit
from quality_award.platform.errors import RuleRefusal
from quality_award.tables.editions import Edition
from quality_award.workflow import ANY_VERSION, lock, perform

from . import queries, service
from .effects import EFFECTS
from .standing import standing

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

log = structlog.get_logger(__name__)
STEPS = {"open": "close_window", "publicity": "end_publicity"}
"""State → the step that falls due when its deadline passes."""


def due_at(edition: Edition) -> dt.datetime | None:
    """When the state of the edition ends by itself."""
    return {"open": edition.recommend_by, "publicity": edition.publicity_ends_at}.get(edition.state)


async def advance(session: "AsyncSession", now: dt.datetime) -> int:
    """Take every edition whose time is up its step; how many. An edition that can't holds up no other."""
    taken = 0
    for edition_id in await queries.overdue(session, now):
        try:
            async with session.begin_nested():
                taken += await _step(session, edition_id, now)
        except RuleRefusal as refusal:
            log.warning("step refused", edition_id=str(edition_id), findings=[one.rule for one in refusal.findings])
    return taken


async def _step(session: "AsyncSession", edition_id: uuid.UUID, now: dt.datetime) -> bool:
    """One edition, locked: the office, or another worker, may have been first."""
    edition = await lock(session, Edition, edition_id, ANY_VERSION)
    action, due = STEPS.get(edition.state), due_at(edition)
    if action is None or due is None or now < due:
        return False
    if not await once(session, entity="edition", entity_id=edition.id, kind=action, due_at=due, now=now):
        return False
    facts = await service.facts_for(session, SYSTEM, edition, await standing(session, edition), now)
    await perform(session, edition, action, actor=SYSTEM, facts=facts, now=now, detail={"due_at": due.isoformat()})
    if effect := EFFECTS.get(action):
        await effect(session, SYSTEM, edition, now)
    await session.flush()
    return True


async def remind_invited(session: "AsyncSession", now: dt.datetime) -> None:
    """The day before an invitation ends its expert is reminded; when it has ended, those who invite are told. Once each."""
    for invitation, edition_id in await queries.unanswered(session, now + dt.timedelta(days=1)):
        assert invitation.answer_by is not None
        what = "overdue" if invitation.answer_by <= now else "reminder"
        # One id for the expert and the edition, as a claim has one.
        subject = uuid.uuid5(edition_id, invitation.expert_id.hex)
        if await once(session, entity="invitation", entity_id=subject, kind=what, due_at=invitation.answer_by, now=now):
            emit(
                session,
                name=f"invitation.{what}",
                now=now,
                entity="invitation",
                entity_id=invitation.expert_id,
                edition_id=edition_id,
                payload={"answer_by": invitation.answer_by.isoformat()},
            )
