"""Settle what a record touches: propose a revocation, or say why it has no consequence (Art. 14, 27, 36)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.features.awards import service as awards
from quality_award.features.awards.schemas import AwardActionIn
from quality_award.platform.errors import Conflict, FieldError, Invalid, NotFound
from quality_award.tables.matches import RecordMatch
from quality_award.workflow import ANY_VERSION

from . import queries
from .schemas import SettleIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


def outcomes_of(match: RecordMatch, award_state: str | None) -> list[str]:
    """How a match can be settled now. An award under revocation already cannot be proposed once more."""
    if match.settled_at is not None:
        return []
    if match.award_id is None:
        return ["noted"]
    return ["revocation_proposed", "no_consequence"] if award_state == "granted" else ["no_consequence"]


async def settle(session: "AsyncSession", *, actor: Actor, match_id: uuid.UUID, body: SettleIn, now: dt.datetime) -> None:
    """Settle a match, once. A proposal goes through the award's own transition, with its rules."""
    require(actor, "record_matches.settle")
    match = await queries.locked(session, actor, match_id)
    if match is None:
        raise NotFound
    article = body.article or match.article
    if match.settled_at is not None:
        raise Conflict("match-settled", article=match.article or "36")
    gaps = []
    if (body.outcome == "noted") != (match.award_id is None):
        gaps.append(FieldError("outcome", "field.value"))
    if not body.reason.strip():
        gaps.append(FieldError("reason", "field.missing"))
    if body.outcome == "revocation_proposed" and not article:
        gaps.append(FieldError("article", "match.article"))
    if gaps:
        raise Invalid(gaps)
    if body.outcome == "revocation_proposed":
        assert match.award_id is not None
        proposal = AwardActionIn(article=article, reason=body.reason.strip(), document=None)
        await awards.act_on_award(
            session,
            actor=actor,
            award_id=match.award_id,
            action="propose_revocation",
            body=proposal,
            version=ANY_VERSION,
            now=now,
        )
        match.article = article
    match.outcome, match.reason = body.outcome, body.reason.strip()
    match.settled_at, match.settled_by = now, actor.user_id
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity="record_match",
        entity_id=match.id,
        action="settle",
        article=match.article or "36",
        edition_id=match.edition_id,
        application_id=match.application_id,
        detail={"record_id": str(match.record_id), "outcome": match.outcome, "reason": match.reason},
    )
