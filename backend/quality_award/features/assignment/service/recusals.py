"""Undertakings, declarations, recusals: who may look, and who steps aside (Art. 32, 33)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.platform.errors import Conflict, FieldError, Invalid, NotFound, RuleRefusal
from quality_award.regulation.finding import Finding
from quality_award.tables.editions import Edition
from quality_award.tables.reviews import InterestDeclaration, Recusal
from quality_award.workflow import lock, perform

from ..facts import recusal_facts
from ..pure import undertaking as wording
from ..queries import recusals as recusal_queries
from ..queries import teams as team_queries
from ..schemas import InterestIn, RecusalIn
from .seats import release, tell

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def sign_undertaking(
    session: "AsyncSession", *, actor: Actor, edition: Edition, text_sha256: str, now: dt.datetime
) -> None:
    """Sign the confidentiality undertaking of an edition (Art. 33). Signing again changes nothing."""
    if text_sha256 != wording.digest(edition.title):
        raise Conflict("undertaking-changed", article="33")
    assert actor.user_id is not None
    written = await recusal_queries.sign(session, user_id=actor.user_id, edition_id=edition.id, now=now, digest=text_sha256)
    if written:
        await append(
            session,
            actor=actor,
            now=now,
            entity="edition",
            entity_id=edition.id,
            edition_id=edition.id,
            action="sign_undertaking",
            article="33",
            detail={"text_sha256": text_sha256},
        )


async def declare_interest(
    session: "AsyncSession", *, actor: Actor, application_id: uuid.UUID, body: InterestIn, now: dt.datetime
) -> bool:
    """Declare whether one has an interest in an applicant (Art. 32). With one, the recusal is in force at once.

    Returns whether the actor is now recused. No interest may later turn into one; the way back goes through the office.
    """
    require(actor, "interests.declare")
    case = await team_queries.case(session, actor, application_id)
    if case is None or actor.user_id is None:
        raise NotFound
    if body.has_interest and not body.detail:
        raise Invalid([FieldError("detail", "field.missing")])
    row = await recusal_queries.declaration(session, actor.user_id, application_id)
    if row is not None and row.has_interest and not body.has_interest:
        raise Conflict("interest-withdrawn", article="32")
    if row is None:
        row = InterestDeclaration(
            user_id=actor.user_id,
            application_id=application_id,
            has_interest=body.has_interest,
            detail=body.detail,
            created_at=now,
        )
        session.add(row)
    elif (row.has_interest, row.detail) == (body.has_interest, body.detail):
        return False
    else:
        row.has_interest, row.detail = body.has_interest, body.detail
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity="application",
        entity_id=application_id,
        edition_id=case.edition.id,
        application_id=application_id,
        action="declare_interest" if body.has_interest else "declare_no_interest",
        article="32",
    )
    if body.has_interest:
        await _step_aside(session, actor=actor, case=case, reason=body.detail, now=now)
    return body.has_interest


async def _step_aside(session: "AsyncSession", *, actor: Actor, case: team_queries.Case, reason: str, now: dt.datetime) -> None:
    assert actor.user_id is not None
    recusal = await recusal_queries.live_recusal(session, actor.user_id, case.id)
    if recusal is None:
        recusal = Recusal(
            edition_id=case.edition.id,
            application_id=case.id,
            user_id=actor.user_id,
            ground="declared",
            reason=reason,
            state="requested",
            requested_by=actor.user_id,
            created_at=now,
        )
        session.add(recusal)
        await session.flush()
    if recusal.state == "requested":
        await put_in_force(session, actor=actor, recusal=recusal, reason=reason, now=now, own=True)


async def put_in_force(
    session: "AsyncSession", *, actor: Actor, recusal: Recusal, reason: str, now: dt.datetime, own: bool
) -> None:
    """Bring a recusal into force and take its person off the team. `own`: by declaration, which needs no decision."""
    recusal.decided_by, recusal.decided_at, recusal.decision_reason = actor.user_id, now, reason
    await perform(
        session,
        recusal,
        "grant",
        actor=actor,
        facts=recusal_facts(recusal),
        now=now,
        detail={"ground": recusal.ground, "own": own},
        cascade=own,
    )
    for seat in await team_queries.live_seats_of_user(session, recusal.user_id, recusal.application_id):
        await release(session, actor=actor, seat=seat, reason="recusal", now=now)


async def request_recusal(session: "AsyncSession", *, actor: Actor, body: RecusalIn, now: dt.datetime) -> uuid.UUID:
    """An applicant asks, with reasons and proof, that a member of its review team be recused (Art. 32)."""
    require(actor, "recusals.request")
    case = await team_queries.case(session, actor, body.application_id)
    if case is None:
        raise NotFound
    team = await team_queries.seats(session, actor, application_ids=[case.id])
    seat = next((seat for seat in team if seat.expert.id == body.expert_id), None)
    if seat is None or seat.user_id is None:
        raise Conflict("recusal.not_on_team", article="32")
    if await recusal_queries.live_recusal(session, seat.user_id, case.id):
        raise RuleRefusal(findings=[Finding("recusal.already", "32")])
    recusal = Recusal(
        edition_id=case.edition.id,
        application_id=case.id,
        user_id=seat.user_id,
        ground="requested",
        reason=body.reason,
        evidence_note=body.evidence_note,
        state="requested",
        requested_by=actor.user_id,
        created_at=now,
    )
    session.add(recusal)
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity="recusal",
        entity_id=recusal.id,
        edition_id=case.edition.id,
        application_id=case.id,
        action="request",
        article="32",
        to_state="requested",
        detail={"expert_id": str(body.expert_id)},
    )
    tell(session, now, "recusal.requested", "recusal", recusal)
    return recusal.id


async def decide_recusal(
    session: "AsyncSession",
    *,
    actor: Actor,
    recusal_id: uuid.UUID,
    action: str,
    decision_reason: str,
    version: int | None,
    now: dt.datetime,
) -> None:
    """The office decides with its reason; granted, the person is off the team at once (Art. 32)."""
    if not await recusal_queries.recusals(session, actor, recusal_id=recusal_id, limit=1):
        raise NotFound
    recusal = await lock(session, Recusal, recusal_id, version)
    if action == "grant":
        await put_in_force(session, actor=actor, recusal=recusal, reason=decision_reason, now=now, own=False)
        return
    recusal.decided_by, recusal.decided_at, recusal.decision_reason = actor.user_id, now, decision_reason
    await perform(session, recusal, action, actor=actor, facts=recusal_facts(recusal), now=now)
