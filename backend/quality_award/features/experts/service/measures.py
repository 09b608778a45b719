"""Measures against experts, with effect at once (Art. 29)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.jobs.outbox import emit
from quality_award.platform.errors import Conflict, FieldError, Invalid, NotFound

from .. import queries

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

ENDS_AT_ONCE = {"dismissed": "解除聘任", "disqualified": "取消资格"}
WEIGHT = {"active": 0, "corrected": 1, "dismissed": 2, "disqualified": 3}


async def sanction_expert(
    session: "AsyncSession", *, actor: Actor, expert_id: uuid.UUID, status: str, reason: str, now: dt.datetime
) -> tuple[int, int]:
    """Order to correct, dismiss or disqualify. The last two end every assignment and every role at once.

    Returns how many assignments were released and how many roles ended.
    """
    require(actor, "experts.sanction")
    expert = await queries.locked(session, actor, expert_id)
    if expert is None:
        raise NotFound
    if not reason.strip():
        raise Invalid([FieldError("reason", "field.missing")])
    if WEIGHT[status] <= WEIGHT[expert.status]:
        raise Conflict("expert-sanctioned", state=expert.status, article="29")
    before = expert.status
    expert.status, expert.status_reason = status, reason.strip()
    released = ended = 0
    if status in ENDS_AT_ONCE:
        for member in await queries.live_assignments(session, expert.id):
            member.released_at, member.released_because = now, f"{ENDS_AT_ONCE[status]}（第二十九条）：{expert.status_reason}"
            released += 1
        for membership in await queries.live_memberships(session, expert.id, now):
            membership.valid_to = max(now, membership.valid_from)
            ended += 1
    await session.flush()
    detail = {"reason": expert.status_reason, "released": released, "memberships_ended": ended}
    await append(
        session,
        actor=actor,
        now=now,
        entity="expert",
        entity_id=expert.id,
        action="sanction",
        article="29",
        from_state=before,
        to_state=status,
        detail=detail,
    )
    emit(session, name="expert.sanctioned", now=now, entity="expert", entity_id=expert.id, payload={"status": status, **detail})
    return released, ended
