"""What both teams and recusals do with a seat: end it, put it on record, tell of it."""

import datetime as dt
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.audit.append import append
from quality_award.jobs.outbox import emit
from quality_award.tables.reviews import Recusal, TeamMember

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def release(session: "AsyncSession", *, actor: Actor, seat: TeamMember, reason: str, now: dt.datetime) -> None:
    """Take a member off a team; access to the application ends with it (Art. 33)."""
    seat.released_at = now
    seat.released_because = reason
    await session.flush()
    await record(
        session,
        actor,
        now,
        seat,
        "release",
        "32" if reason == "recusal" else "11",
        {"expert_id": str(seat.expert_id), "leader": seat.leader, "reason": reason},
    )
    tell(session, now, "team_member.released", "team_member", seat)


async def record(
    session: "AsyncSession",
    actor: Actor,
    now: dt.datetime,
    seat: TeamMember,
    action: str,
    article: str,
    detail: dict[str, object],
) -> None:
    """An audit record of a seat."""
    await append(
        session,
        actor=actor,
        now=now,
        entity="team_member",
        entity_id=seat.id,
        edition_id=seat.edition_id,
        application_id=seat.application_id,
        action=action,
        article=article,
        detail=detail,
    )


def tell(session: "AsyncSession", now: dt.datetime, name: str, entity: str, row: TeamMember | Recusal) -> None:
    """An event about a seat or a recusal."""
    emit(
        session,
        name=name,
        now=now,
        entity=entity,
        entity_id=row.id,
        edition_id=row.edition_id,
        application_id=row.application_id,
    )
