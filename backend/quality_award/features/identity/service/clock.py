"""The rehearsal's clock: only a rehearsal database has one that moves, and only forward."""

import datetime as dt
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.audit.append import append
from quality_award.platform.errors import Conflict, FieldError, Invalid

from .. import queries
from ..schemas import ClockIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def move_clock(session: "AsyncSession", *, actor: Actor, given: ClockIn, now: dt.datetime) -> dt.datetime:
    """Move the clock forward; the new present. Raises Conflict outside a rehearsal, Invalid backwards or without an aim."""
    state = await queries.system_state(session, lock=True)
    if state is None or not state.rehearsal:
        raise Conflict("not-a-rehearsal")
    if (given.advance_seconds is None) == (given.set_to is None):
        raise Invalid([FieldError("advance_seconds", "clock.one_aim")])
    aim = given.set_to or now + dt.timedelta(seconds=given.advance_seconds or 0)
    if aim <= now:
        raise Invalid([FieldError("set_to", "clock.forward")])
    seconds = -int(-(aim - now).total_seconds() // 1)
    state.clock_offset_seconds += seconds
    moved = now + dt.timedelta(seconds=seconds)
    await queries.age_with_clock(session, dt.timedelta(seconds=seconds))
    await append(
        session, actor=actor, now=now, entity="clock", entity_id=None, action="move",
        detail={"from": now.isoformat(), "to": moved.isoformat()},
    )  # fmt: skip
    return moved
