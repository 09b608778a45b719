"""A record that has come in meets the applications on their way and the awards under supervision, each once (Art. 14, 27, 36)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from quality_award.access.actor import SYSTEM
from quality_award.audit.append import append
from quality_award.features.applications import queries as applications
from quality_award.jobs.outbox import emit
from quality_award.platform.clock import local_date
from quality_award.regulation.finding import Finding
from quality_award.regulation.registry import RULES
from quality_award.tables.parties import RegulatoryRecord
from quality_award.tables.trail import OutboxEvent

from . import queries
from .facts import changed_by, clause_of, winner_facts

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def match(session: "AsyncSession", event: OutboxEvent, now: dt.datetime) -> None:
    """Find what a received record touches. The gates refuse by themselves; this is how the office hears of it.

    An event seen twice adds nothing: the table has each pair once, and event and audit record go with the row.
    """
    record = await queries.standing_record(session, event.entity_id)
    if record is None:
        return
    for application, edition, organisation in await queries.live_applications(session, record):
        candidate = await applications.candidate(session, application.case_number, organisation)
        if findings := changed_by(record, candidate, edition=edition, now=now):
            subject = {"application_id": application.id, "edition_id": edition.id, "organisation_id": organisation.id}
            await _open(session, record, subject, findings, case=application.id, now=now)
    for award in await queries.standing_awards(session, record):
        facts = winner_facts(award, record, today=local_date(now))
        if findings := RULES["award.recorded_event"](facts):
            subject = {"award_id": award.id, "edition_id": award.edition_id, "organisation_id": award.organisation_id}
            await _open(session, record, subject, findings, case=award.application_id, now=now)


async def _open(
    session: "AsyncSession",
    record: RegulatoryRecord,
    subject: dict[str, uuid.UUID],
    findings: list[Finding],
    *,
    case: uuid.UUID | None,
    now: dt.datetime,
) -> None:
    article = clause_of(record, findings, winner="award_id" in subject)
    values: dict[str, Any] = {
        **subject,
        "authority_id": record.authority_id,
        "record_id": record.id,
        "article": article,
        "findings": [{"rule": f.rule, "article": f.article, "params": dict(f.params)} for f in findings],
        "created_at": now,
    }
    match_id = await queries.enter(session, values)
    if match_id is None:
        return
    await append(
        session,
        actor=SYSTEM,
        now=now,
        entity="record_match",
        entity_id=match_id,
        action="match",
        article=article or "36",
        edition_id=subject["edition_id"],
        application_id=case,
        detail={"record_id": str(record.id), "kind": record.kind, "document": record.document},
    )
    emit(
        session,
        name="record_match.award" if "award_id" in subject else "record_match.application",
        now=now,
        entity="record_match",
        entity_id=match_id,
        edition_id=subject["edition_id"],
        application_id=case,
        payload={"record_id": str(record.id), "article": article},
    )
