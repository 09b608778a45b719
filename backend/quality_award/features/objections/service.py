"""Objections: received from anyone, examined, investigated, decided by the committee; silence has its effect (Art. 20 to 25)."""

import datetime as dt
import hashlib
import secrets
import uuid
from typing import TYPE_CHECKING

from quality_award.access.actor import PUBLIC, Actor
from quality_award.access.permissions import require
from quality_award.access.recusal import require_declared
from quality_award.audit.append import append
from quality_award.features.calendar import service as calendar
from quality_award.features.evidence.pure.content import shown_name
from quality_award.features.evidence.service import written
from quality_award.jobs.outbox import emit
from quality_award.platform.clock import end_of_day, local_date
from quality_award.platform.errors import FieldError, Forbidden, Invalid, NotFound, OutOfTurn
from quality_award.platform.ids import new_id
from quality_award.platform.objectstore import ObjectStore
from quality_award.platform.settings import Settings
from quality_award.regulation.parameters import ruleset
from quality_award.regulation.registry import run
from quality_award.tables.objections import Objection, ObjectionFile
from quality_award.workflow import lock, perform

from . import queries, sealed
from .facts import in_time, objection_facts
from .pure.identity import proper
from .queries import Case
from .schemas import ExtendIn, FileIn, ObjectionActionIn, ObjectionIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

DEEMED = {
    "deem_recommender_silent": "recommender_silent",
    "deem_applicant_admits": "applicant_silent",
    "deem_objector_withdraws": "objector_silent",
}
FAILS = ("recommender_silent",)
CONDITIONS = ("objection.identified", "objection.in_time", "objection.evidence")
"""What Art. 20 asks of every objection; the answer to one that is not accepted names those that it misses."""
UPLOADS_IN = {"objector": ("received", "investigating"), "applicant": ("investigating",), "recommender": ("investigating",)}


def code_hash(code: str) -> str:
    """The follow code is kept as a digest only."""
    return hashlib.sha256(code.encode()).hexdigest()


async def receive(
    session: "AsyncSession", *, settings: Settings, body: ObjectionIn, now: dt.datetime
) -> tuple[Objection, str, bool]:
    """Take an objection in, whatever it lacks: the office answers with the condition that is not met (Art. 20).

    Gives the row, the code to follow it with, and whether it came in time.
    """
    found = await queries.publicised(session, body.case_number.strip())
    given = body.objector
    gaps = []
    if found is None:
        gaps.append(FieldError("case_number", "objection.unknown-case"))
    if given.identity_number.strip() and not proper(given.identity_number):
        gaps.append(FieldError("objector.identity_number", "objection.identity-number"))
    if gaps or found is None:
        raise Invalid(gaps)
    application, edition = found
    serial = await queries.next_serial(session, edition.id)
    code = secrets.token_hex(6).upper()
    row = Objection(
        id=new_id(),
        edition_id=edition.id,
        application_id=application.id,
        case_number=f"异{edition.number}-{serial:03d}",
        follow_code_hash=code_hash(code),
        subject=body.subject,
        grounds=body.grounds,
        identified=bool(given.name.strip() and given.contact.strip()),
        state="received",
        received_at=now,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    await sealed.keep(session, settings.master_key_bytes, row.id, given.model_dump())
    await append(
        session, actor=PUBLIC, now=now, entity="objection", entity_id=row.id, edition_id=edition.id,
        application_id=application.id, action="receive", article="20", to_state="received",
    )  # fmt: skip
    emit(
        session, name="objection.received", now=now, entity="objection", entity_id=row.id, edition_id=edition.id,
        application_id=application.id,
    )  # fmt: skip
    return row, code, in_time(row, edition)


async def begin_file(
    session: "AsyncSession", *, store: ObjectStore, row: Objection, side: str, body: FileIn, now: dt.datetime
) -> tuple[ObjectionFile, str]:
    """Announce written evidence of one side. The link leads to a place of its own, away from what counts."""
    _require_open(row, side)
    held = sum(file.side == side for file in (await queries.files(session, [row.id]))[row.id])
    written.require_takeable(size=body.size, content_type=body.content_type, held=held)
    file_id = new_id()
    file = ObjectionFile(
        id=file_id,
        objection_id=row.id,
        side=side,
        filename=shown_name(body.filename),
        content_type=body.content_type,
        size=body.size,
        object_key=written.incoming(file_id),
        created_at=now,
    )
    session.add(file)
    await session.flush()
    return file, await store.presign_put(file.object_key, size=file.size, expires=written.UPLOAD_LIFETIME)


def _require_open(row: Objection, side: str) -> None:
    if row.state not in UPLOADS_IN.get(side, ()):
        raise OutOfTurn(entity="objection", state=row.state, action="supply", actions=[], article="23")


async def confirm_file(
    session: "AsyncSession", *, actor: Actor, store: ObjectStore, row: Objection, side: str, file_id: uuid.UUID, now: dt.datetime
) -> ObjectionFile:
    """Count a file once the store has it as announced. Confirming twice changes nothing."""
    file = await queries.file(session, row.id, file_id)
    if file is None or file.side != side:
        raise NotFound
    if file.state == "stored":
        return file
    _require_open(row, side)
    sent, kept = file.object_key, f"objections/{row.id}/{file.id}"
    digest = await written.keep(
        store, sent=sent, kept=kept, size=file.size, content_type=file.content_type, filename=file.filename, article="20"
    )
    file.state, file.sha256, file.object_key = "stored", digest, kept
    await session.flush()
    await append(
        session, actor=actor, now=now, entity="objection", entity_id=row.id, edition_id=row.edition_id,
        application_id=row.application_id, action="store_file", article="20" if side == "objector" else "23",
        detail={"side": side, "sha256": digest},
    )  # fmt: skip
    await store.remove(sent)
    return file


async def followed(session: "AsyncSession", *, case_number: str, code: str) -> Case:
    """The objector's own view of the case."""
    case = await queries.followed(session, case_number, code_hash(code.strip().upper()))
    if case is None:
        raise NotFound
    return case


async def consent(session: "AsyncSession", *, case_number: str, code: str, now: dt.datetime) -> None:
    """The objector agrees to being named where that is really needed (Art. 25)."""
    row = (await followed(session, case_number=case_number, code=code)).objection
    await sealed.consent(session, row.id, now)
    await append(
        session, actor=PUBLIC, now=now, entity="objection", entity_id=row.id, edition_id=row.edition_id,
        application_id=row.application_id, action="consent", article="25",
    )  # fmt: skip


async def consent_of(session: "AsyncSession", row: Objection) -> dt.datetime | None:
    """When the objector agreed to being named."""
    return await sealed.consented_at(session, row.id)


async def own_side(session: "AsyncSession", *, actor: Actor, objection_id: uuid.UUID) -> Case:
    """The case of an applicant or unit that supplies proof or files of its report (Art. 22, 23)."""
    require(actor, "objections.read")
    case = await queries.case(session, actor, objection_id)
    if case is None:
        raise NotFound
    if actor.role not in ("applicant", "recommender"):
        raise Forbidden("wrong-role", role=actor.role, roles=["applicant", "recommender"])
    return case


async def extend(
    session: "AsyncSession", *, actor: Actor, objection_id: uuid.UUID, body: ExtendIn, version: int | None, now: dt.datetime
) -> None:
    """Give the unit or the sides more time, with a reason on record (Art. 22, 23, open point 6)."""
    require(actor, "objections.handle")
    if await queries.case(session, actor, objection_id) is None:
        raise NotFound
    row = await lock(session, Objection, objection_id, version)
    await require_declared(session, actor, row.application_id)
    if row.state != "investigating":
        raise OutOfTurn(entity="objection", state=row.state, action="extend", actions=[], article="22")
    wanted = {"report_due_at": body.report_due_on, "proof_due_at": body.proof_due_on}
    gaps, detail = [], {"reason": body.reason}
    for column, day in wanted.items():
        if day is None:
            continue
        due, present = end_of_day(day), getattr(row, column)
        if present is None or due <= max(present, now):
            gaps.append(FieldError(column.replace("_at", "_on"), "objection.not-later"))
            continue
        detail[column] = due.isoformat()
        setattr(row, column, due)
        # A day that a person has named is counted over nothing.
        setattr(row, column.replace("_at", "_provisional"), False)
    if not gaps and len(detail) == 1:
        gaps.append(FieldError("report_due_on", "field.missing"))
    if gaps:
        raise Invalid(gaps)
    row.version += 1
    await session.flush()
    await append(
        session, actor=actor, now=now, entity="objection", entity_id=row.id, edition_id=row.edition_id,
        application_id=row.application_id, action="extend", article="22", detail=detail,
    )  # fmt: skip
    emit(
        session, name="objection.extended", now=now, entity="objection", entity_id=row.id, edition_id=row.edition_id,
        application_id=row.application_id,
    )  # fmt: skip


async def give_opinion(
    session: "AsyncSession", *, actor: Actor, objection_id: uuid.UUID, text: str, version: int | None, now: dt.datetime
) -> None:
    """The office reports the verification to the committee (Art. 24)."""
    require(actor, "objections.handle")
    if await queries.case(session, actor, objection_id) is None:
        raise NotFound
    row = await lock(session, Objection, objection_id, version)
    await require_declared(session, actor, row.application_id)
    if row.state != "reported":
        raise OutOfTurn(entity="objection", state=row.state, action="opinion", actions=[], article="24")
    row.office_opinion = text
    row.version += 1
    await session.flush()
    await append(
        session, actor=actor, now=now, entity="objection", entity_id=row.id, edition_id=row.edition_id,
        application_id=row.application_id, action="opinion", article="24",
    )  # fmt: skip


async def deadlines(session: "AsyncSession", case: Case, since: dt.date) -> dict[str, tuple[dt.datetime, bool]]:
    """The periods of Art. 22 and 23 from the day of acceptance: side → (end, provisional).

    Filed straight with the office (Art. 17(3)1), there is no unit that could be silent.
    """
    law, settings = ruleset(case.edition.ruleset_code), case.edition.local_settings
    sides = {"report": "recommender_report_days"} if case.application.department_id is not None else {}
    found = {}
    for side, point in (sides | {"proof": "proof_days"}).items():
        due = await calendar.period(
            session,
            authority_id=case.edition.authority_id,
            since=since,
            count=int(law.setting(point, settings)),
            counting=str(law.setting("reporting_days_counting", settings)),
        )
        found[side] = (due.at, due.provisional)
    return found


async def act(
    session: "AsyncSession",
    *,
    actor: Actor,
    objection_id: uuid.UUID,
    action: str,
    body: ObjectionActionIn,
    version: int | None,
    now: dt.datetime,
) -> None:
    """Take an objection one step; what follows for the application happens in the same transaction."""
    case = await queries.case(session, actor, objection_id)
    if case is None:
        raise NotFound
    row = await lock(session, Objection, objection_id, version)
    files = (await queries.files(session, [row.id]))[row.id]
    motion = (await queries.last_motions(session, [row.id])).get(row.id)
    accepted_at = (await queries.accepted(session, [row.id])).get(row.id)
    facts = objection_facts(
        case, files=files, motion=motion, accepted_at=accepted_at, now=now, reason=body.reason, report=body.report
    )
    with session.no_autoflush:
        if action == "accept":
            for side, (due, provisional) in (await deadlines(session, case, local_date(now))).items():
                setattr(row, f"{side}_due_at", due)
                setattr(row, f"{side}_due_provisional", provisional)
        elif action == "refuse":
            missed = run(CONDITIONS, facts)
            row.refusal = [{"article": one.article, "code": one.rule, "params": dict(one.params)} for one in missed]
            row.refusal += [{"article": "20" if missed else "21", "reason": body.reason or ""}]
        elif action in ("report", "record_result"):
            row.report, row.reported_at = body.report, now
        elif action in DEEMED:
            row.deemed, row.report, row.reported_at = DEEMED[action], body.reason, now
        elif action in ("uphold", "dismiss"):
            row.decision, row.decided_at = row.office_opinion, now
        await perform(session, row, action, actor=actor, facts=facts, now=now, detail={"case_number": row.case_number})
    if action in ("accept", "refuse") and actor.user_id is not None:
        await sealed.name_handler(session, row.id, actor.user_id)
    if action == "uphold" or (row.deemed in FAILS and action in DEEMED):
        await _fail_application(session, actor=actor, row=row, now=now)


async def _fail_application(session: "AsyncSession", *, actor: Actor, row: Objection, now: dt.datetime) -> None:
    """Art. 22, 24: the application does not pass."""
    application = await queries.application(session, row.application_id)
    if application.state == "shortlisted":
        application.closed_reason = row.decision or row.report
        await perform(session, application, "fail_by_objection", actor=actor, facts=None, now=now, cascade=True)


async def open_identity(
    session: "AsyncSession", *, actor: Actor, settings: Settings, objection_id: uuid.UUID, reason: str, now: dt.datetime
) -> tuple[dict[str, str], dt.datetime | None]:
    """Show the identity to a handler; before anyone is named, to the officer who examines the objection."""
    require(actor, "objections.open_identity")
    case = await queries.case(session, actor, objection_id)
    if case is None or actor.user_id is None:
        raise NotFound
    await require_declared(session, actor, case.application.id)
    if case.objection.state != "received" and not await sealed.is_handler(session, objection_id, actor.user_id):
        raise Forbidden("not-a-handler", article="25")
    opened = await sealed.look(session, settings.master_key_bytes, objection_id, user_id=actor.user_id, reason=reason, now=now)
    await append(
        session, actor=actor, now=now, entity="objection", entity_id=objection_id, edition_id=case.objection.edition_id,
        application_id=case.objection.application_id, action="open_identity", article="25", detail={"reason": reason},
    )  # fmt: skip
    return opened, await sealed.consented_at(session, objection_id)


async def link(
    session: "AsyncSession", *, actor: Actor, store: ObjectStore, objection_id: uuid.UUID, file_id: uuid.UUID, now: dt.datetime
) -> tuple[str, dt.datetime]:
    """A link to one file. The objector's papers may name them: only the office and the deciding committee read those."""
    case = await queries.case(session, actor, objection_id)
    file = await queries.file(session, objection_id, file_id) if case else None
    if case is None or file is None or file.state != "stored":
        raise NotFound
    if file.side == "objector" and actor.role not in ("office", "committee"):
        raise Forbidden("objector-sealed", article="25")
    await append(
        session, actor=actor, now=now, entity="objection", entity_id=objection_id, edition_id=case.objection.edition_id,
        application_id=case.objection.application_id, action="download", article="33",
        detail={"side": file.side, "sha256": file.sha256},
    )  # fmt: skip
    url = await store.presign_get(
        file.object_key, filename=file.filename, content_type=file.content_type, expires=written.LINK_LIFETIME
    )
    return url, now + written.LINK_LIFETIME
