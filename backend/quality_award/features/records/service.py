"""Enter a regulatory record; set one aside with a reason (Art. 14, 36)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.jobs.outbox import emit
from quality_award.platform.clock import local_date
from quality_award.platform.errors import Conflict, FieldError, Invalid, NotFound
from quality_award.platform.uscc import parse_uscc
from quality_award.regulation.articles.art14_exclusions import KINDS
from quality_award.tables.parties import RegulatoryRecord

from . import queries
from .schemas import RecordIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def enter_record(session: "AsyncSession", *, actor: Actor, body: RecordIn, now: dt.datetime) -> RegulatoryRecord:
    """Enter a record. It counts at once, for eligibility and for winners under supervision."""
    require(actor, "records.enter")
    assert actor.authority_id is not None
    code = parse_uscc(body.uscc)
    gaps = []
    if code is None:
        gaps.append(FieldError("uscc", "record.uscc"))
    if body.kind not in KINDS:
        gaps.append(FieldError("kind", "record.kind"))
    if body.occurred_on > local_date(now):
        gaps.append(FieldError("occurred_on", "record.future"))
    for name in ("source", "document"):
        if not getattr(body, name).strip():
            gaps.append(FieldError(name, "field.missing"))
    if gaps or code is None:
        raise Invalid(gaps)
    if await queries.same(session, actor, uscc=code.code, kind=body.kind, document=body.document.strip()):
        raise Conflict("record-there", article=KINDS[body.kind])
    record = RegulatoryRecord(
        authority_id=actor.authority_id,
        uscc=code.code,
        kind=body.kind,
        occurred_on=body.occurred_on,
        source=body.source.strip(),
        document=body.document.strip(),
        description=body.description,
        fatalities=body.fatalities,
        entered_by=actor.user_id,
        created_at=now,
    )
    session.add(record)
    await session.flush()
    detail = {"uscc": record.uscc, "kind": record.kind, "document": record.document}
    await append(
        session,
        actor=actor,
        now=now,
        entity="record",
        entity_id=record.id,
        action="enter",
        article=KINDS[record.kind],
        detail=detail,
    )
    emit(session, name="record.received", now=now, entity="record", entity_id=record.id, payload=detail)
    return record


async def set_record_aside(session: "AsyncSession", *, actor: Actor, record_id: uuid.UUID, reason: str, now: dt.datetime) -> None:
    """The record no longer counts; it stays on file with who decided so and why. What it opened is closed with it."""
    require(actor, "records.set_aside")
    record = await queries.locked(session, actor, record_id)
    if record is None:
        raise NotFound
    if not reason.strip():
        raise Invalid([FieldError("reason", "field.missing")])
    if record.set_aside_at is not None:
        raise Conflict("record-set-aside", article=KINDS.get(record.kind, "14"))
    record.set_aside_at, record.set_aside_by, record.set_aside_reason = now, actor.user_id, reason.strip()
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity="record",
        entity_id=record.id,
        action="set_aside",
        article=KINDS.get(record.kind, "14"),
        detail={"uscc": record.uscc, "kind": record.kind, "reason": record.set_aside_reason},
    )
    for match in await queries.close_matches(session, record, actor=actor, reason=record.set_aside_reason, now=now):
        await append(
            session,
            actor=actor,
            now=now,
            entity="record_match",
            entity_id=match.id,
            action="close",
            article=match.article or "36",
            edition_id=match.edition_id,
            application_id=match.application_id,
            detail={"record_id": str(record.id), "outcome": match.outcome, "reason": match.reason},
        )
