"""Reminders before a deadline, the proposal after it, and deadlines counted anew once a year is confirmed (Art. 22, 23).

The consequence itself is a person's to confirm, with the actions `deem_…` (open point 6).
"""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from quality_award.access.actor import SYSTEM
from quality_award.audit.append import append
from quality_award.jobs.once import once
from quality_award.jobs.outbox import emit
from quality_award.platform.clock import local_date
from quality_award.regulation.dates import reminder_times
from quality_award.regulation.parameters import ruleset
from quality_award.regulation.registry import run
from quality_award.tables.objections import Objection
from quality_award.tables.trail import OutboxEvent
from quality_award.workflow import ANY_VERSION, lock

from . import queries, service
from .facts import objection_facts

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

PROPOSED = {
    "recommender_silent": ("report_due_at", "22", "objection.report_overdue"),
    "applicant_silent": ("proof_due_at", "23", "objection.proof_overdue_applicant"),
    "objector_silent": ("proof_due_at", "23", "objection.proof_overdue_objector"),
}
"""What silence leads to → whose deadline, article, and the rule that must have nothing against it."""


async def remind(session: "AsyncSession", now: dt.datetime) -> int:
    """Remind each unit that has not reported yet, as often as the edition's plan says; how many reminders went out."""
    sent = 0
    cases = await queries.running(session)
    since = await queries.set_at(session, [case.id for case in cases])
    for case in cases:
        row, due = case.objection, case.objection.report_due_at
        if due is None or now >= due or row.id not in since:
            continue
        count = int(ruleset(case.edition.ruleset_code).setting("recommender_reminders", case.edition.local_settings))
        times = reminder_times(since[row.id], due, count)
        number = sum(at <= now for at in times)
        # Only the latest that is due: after a standstill nobody gets them all at once.
        if number and await once(session, entity="objection", entity_id=row.id, kind=f"reminder.{number}", due_at=due, now=now):
            await _tell(session, row, "reminder", "22", now, {"number": number, "due_at": due.isoformat()})
            sent += 1
    return sent


async def propose(session: "AsyncSession", now: dt.datetime) -> int:
    """Put each consequence that has fallen due before the office, once for each deadline; how many."""
    cases = [case for case in await queries.running(session) if _over(case.objection, now)]
    ids = [case.id for case in cases]
    files, accepted = await queries.files(session, ids), await queries.accepted(session, ids)
    proposed = 0
    for case in cases:
        row = await lock(session, Objection, case.id, ANY_VERSION)
        if row.state != "investigating":
            continue
        facts = objection_facts(case, files=files[row.id], motion=None, accepted_at=accepted.get(row.id), now=now)
        for kind, (column, article, rule) in PROPOSED.items():
            due = getattr(row, column)
            if due is None or run((rule,), facts):
                continue
            if await once(session, entity="objection", entity_id=row.id, kind=kind, due_at=due, now=now):
                await _tell(session, row, f"{kind}_due", article, now, {"due_at": due.isoformat()})
                proposed += 1
    return proposed


def _over(row: Objection, now: dt.datetime) -> bool:
    return any(due is not None and due <= now for due in (row.report_due_at, row.proof_due_at))


async def recount(session: "AsyncSession", event: OutboxEvent, now: dt.datetime) -> None:
    """A year was confirmed: what was counted over it provisionally becomes final. Nobody gets less time than they were told."""
    authority_id = uuid.UUID(event.payload["authority_id"])
    cases = await queries.provisional(session, authority_id)
    accepted = await queries.accepted(session, [case.id for case in cases])
    for case in cases:
        row = await lock(session, Objection, case.id, ANY_VERSION)
        if row.state != "investigating" or row.id not in accepted:
            continue
        detail: dict[str, Any] = {}
        for side, (due, provisional) in (await service.deadlines(session, case, local_date(accepted[row.id]))).items():
            if not getattr(row, f"{side}_due_provisional"):
                continue
            later = max(due, getattr(row, f"{side}_due_at"))
            if (later, provisional) != (getattr(row, f"{side}_due_at"), True):
                detail[f"{side}_due_at"] = later.isoformat()
                setattr(row, f"{side}_due_at", later)
                setattr(row, f"{side}_due_provisional", provisional)
        if detail:
            row.version += 1
            await _tell(session, row, "recounted", "22", now, detail)


async def _tell(
    session: "AsyncSession", row: Objection, what: str, article: str, now: dt.datetime, detail: dict[str, Any]
) -> None:
    await session.flush()
    await append(
        session, actor=SYSTEM, now=now, entity="objection", entity_id=row.id, edition_id=row.edition_id,
        application_id=row.application_id, action=what, article=article, detail=detail,
    )  # fmt: skip
    emit(
        session, name=f"objection.{what}", now=now, entity="objection", entity_id=row.id, edition_id=row.edition_id,
        application_id=row.application_id, payload=detail,
    )  # fmt: skip
