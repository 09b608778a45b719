"""Sending evidence straight to the object store, in parts that may be taken up again (Art. 16).

A file counts once the worker has looked at it as it lies in the store (`checking`): until then it is only sent.
"""

import datetime as dt
import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.features.applications import queries as applications
from quality_award.features.applications import service as application_service
from quality_award.jobs.queue import enqueue, job_key
from quality_award.platform.errors import Conflict, FieldError, Invalid, NotFound
from quality_award.platform.ids import new_id
from quality_award.platform.objectstore import ObjectStore, SentPart
from quality_award.regulation.criteria import criteria
from quality_award.regulation.parameters import Ruleset, ruleset
from quality_award.tables.applications import Evidence
from quality_award.workflow import ANY_VERSION

from ..pure.content import shown_name
from ..queries import files as queries
from ..schemas import EvidenceIn
from .reading import record

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

CHECK = "evidence.check"
SUPPLEMENTED = ("submitted", "filed")
"""After handing in and before the formal review has spoken, something may be added, with its reason."""
UPLOAD_LIFETIME = dt.timedelta(days=7)
LINK_LIFETIME = dt.timedelta(hours=1)
MEGABYTE = 1 << 20
PART = 8 * MEGABYTE
LINKS_AT_ONCE = 100


@dataclass(frozen=True)
class Upload:
    """A file to be sent: what the store has of it, and the one link where it goes in one piece."""

    row: Evidence
    received: tuple[int, ...] = ()
    url: str | None = None

    @property
    def parts(self) -> int:
        """How many parts; one without parts is sent whole."""
        return parts_of(self.row)


def parts_of(row: Evidence) -> int:
    """How many parts a file is sent in."""
    return math.ceil(row.size / row.part_size) if row.part_size else 1


def _expected(row: Evidence, number: int) -> int:
    assert row.part_size
    return min(row.part_size, row.size - (number - 1) * row.part_size)


def _complete(row: Evidence, sent: Sequence[SentPart]) -> list[SentPart]:
    """The parts that arrived whole."""
    return [part for part in sent if 1 <= part.number <= parts_of(row) and part.size == _expected(row, part.number)]


async def _open_case(
    session: "AsyncSession", *, actor: Actor, application_id: uuid.UUID, reason: str | None, now: dt.datetime
) -> applications.Case:
    """The case, locked, open for this file: a draft in time, or handed in and the reason why something is added is given."""
    case = await application_service.hold(session, actor=actor, application_id=application_id, version=ANY_VERSION)
    _require_open(actor, case, reason, now)
    return case


def _require_open(actor: Actor, case: applications.Case, reason: str | None, now: dt.datetime) -> None:
    if reason is None:
        application_service.require_draft(actor, case, now)
    elif case.application.state not in SUPPLEMENTED:
        raise Conflict("evidence-supplement-closed", state=case.application.state, article="16")


async def begin_upload(
    session: "AsyncSession", *, actor: Actor, store: ObjectStore, application_id: uuid.UUID, body: EvidenceIn, now: dt.datetime
) -> Upload:
    """Announce a file, or take up one that was begun: the same bytes in the same place are the same upload.

    A file that the application has already is not sent twice. Refuses every fault at once.
    """
    require(actor, "evidence.upload")
    case = await _open_case(session, actor=actor, application_id=application_id, reason=body.supplement_reason, now=now)
    if found := await queries.same(session, application_id, body.slot, body.sha256, body.size, now):
        return await _resumed(store, found, now)
    law = ruleset(case.edition.ruleset_code)
    if gaps := await _gaps(session, case, law, body, now):
        raise Invalid(gaps)
    assert actor.user_id is not None
    evidence_id = new_id()
    whole = body.size <= PART
    key = f"evidence/{application_id}/{evidence_id}"
    row = Evidence(
        id=evidence_id,
        application_id=application_id,
        slot=body.slot,
        filename=shown_name(body.filename),
        content_type=body.content_type,
        size=body.size,
        announced_sha256=body.sha256,
        object_key=key,
        upload_id=None,
        part_size=None if whole else PART,
        state="pending",
        supplement_reason=body.supplement_reason,
        expires_at=now + UPLOAD_LIFETIME,
        uploaded_by=actor.user_id,
        created_at=now,
    )
    if twin := await queries.twin(session, application_id, body.sha256, body.size):
        await _shared(session, actor, case, row, twin, now)
        return Upload(row)
    if not whole:
        row.upload_id = await store.begin_parts(key, body.content_type)
    session.add(row)
    await session.flush()
    return await _resumed(store, row, now)


async def _gaps(
    session: "AsyncSession", case: applications.Case, law: Ruleset, body: EvidenceIn, now: dt.datetime
) -> list[FieldError]:
    slots = {slot.key for slot in law.slots_for(case.organisation.nature)} | set(criteria(case.edition.criteria_code).item_codes)
    limits = law.limits
    gaps = []
    if body.slot not in slots:
        gaps.append(FieldError("slot", "evidence.slot"))
    if body.size <= 0:
        gaps.append(FieldError("size", "evidence.empty"))
    if body.size > limits.max_file_bytes:
        gaps.append(FieldError("size", "evidence.too_large", {"limit": limits.max_file_bytes // MEGABYTE}))
    if body.content_type not in law.content_types_of(body.slot):
        gaps.append(FieldError("content_type", "evidence.type"))
    held = await queries.held(session, case.id, now)
    if held.get(body.slot, (0, 0))[0] >= limits.max_files_per_slot:
        gaps.append(FieldError("slot", "evidence.too_many", {"limit": limits.max_files_per_slot}))
    if not gaps and sum(size for _, size in held.values()) + body.size > limits.max_application_bytes:
        gaps.append(FieldError("size", "evidence.application_full", {"limit": limits.max_application_bytes // MEGABYTE}))
    return gaps


async def _shared(
    session: "AsyncSession", actor: Actor, case: applications.Case, row: Evidence, twin: Evidence, now: dt.datetime
) -> None:
    """The same bytes lie there already: one object, two entries."""
    for name in (
        "object_key", "version_id", "sha256", "content_type", "scan", "scan_note", "scanned_at", "pages", "thumbnail_key",
        "rendition_key", "preview_note",
    ):  # fmt: skip
        setattr(row, name, getattr(twin, name))
    row.part_size = None
    row.state, row.stored_at = "stored", now
    session.add(row)
    await session.flush()
    await queries.copy_pages(session, twin.id, row.id)
    await record(
        session,
        actor,
        row,
        case,
        now,
        "store",
        {"sha256": row.sha256, "size": row.size, "slot": row.slot, "same_as": str(twin.id)},
    )


async def _resumed(store: ObjectStore, row: Evidence, now: dt.datetime) -> Upload:
    if row.state != "pending":
        return Upload(row)
    row.expires_at = now + UPLOAD_LIFETIME
    if row.upload_id is None:
        return Upload(row, url=await store.presign_put(row.object_key, size=row.size, expires=LINK_LIFETIME))
    sent = await store.parts(row.object_key, row.upload_id)
    return Upload(row, tuple(part.number for part in _complete(row, sent or ())))


async def link_parts(
    session: "AsyncSession", *, actor: Actor, store: ObjectStore, evidence_id: uuid.UUID, numbers: Sequence[int], now: dt.datetime
) -> dict[int, str]:
    """Links of one hour for some parts."""
    require(actor, "evidence.upload")
    row = await queries.one(session, actor, evidence_id)
    if row is None:
        raise NotFound
    # Nothing is locked: a link changes nothing, and what was sent counts only with a confirmation, which looks again.
    case = await application_service.find(session, actor=actor, application_id=row.application_id)
    _require_open(actor, case, row.supplement_reason, now)
    if row.state != "pending" or row.upload_id is None:
        raise Conflict("evidence-not-pending", article="16")
    if outside := [number for number in numbers if not 1 <= number <= parts_of(row)]:
        raise Invalid([FieldError("numbers", "evidence.part", {"number": outside[0], "parts": parts_of(row)})])
    sizes = {number: _expected(row, number) for number in numbers}
    return await store.presign_parts(row.object_key, row.upload_id, sizes, expires=LINK_LIFETIME)


async def confirm_upload(
    session: "AsyncSession", *, actor: Actor, store: ObjectStore, evidence_id: uuid.UUID, now: dt.datetime
) -> Evidence:
    """All was sent: put the parts together and have the file looked at. Confirming twice changes nothing."""
    require(actor, "evidence.upload")
    row = await queries.one(session, actor, evidence_id)
    if row is None:
        raise NotFound
    if row.state != "pending":
        return row
    # The store is asked before anything is locked; a confirmation cut off here is simply given again.
    version = await _put_together(store, row)
    await _open_case(session, actor=actor, application_id=row.application_id, reason=row.supplement_reason, now=now)
    locked = await queries.one(session, actor, evidence_id, hold=True)
    if locked is None:
        raise NotFound
    if locked.state != "pending":
        return locked
    locked.state, locked.version_id = "received", version
    await session.flush()
    await enqueue(session, CHECK, {"evidence_id": str(evidence_id)}, key=job_key(CHECK, evidence_id))
    return locked


async def _put_together(store: ObjectStore, row: Evidence) -> str | None:
    if row.upload_id is not None and (sent := await store.parts(row.object_key, row.upload_id)) is not None:
        complete = {part.number: part for part in _complete(row, sent)}
        if missing := [number for number in range(1, parts_of(row) + 1) if number not in complete]:
            raise Conflict("evidence-parts-missing", missing=missing[:LINKS_AT_ONCE], count=len(missing), article="16")
        await store.complete_parts(row.object_key, row.upload_id, [complete[number] for number in sorted(complete)])
    found = await store.stat(row.object_key)
    if found is None:
        raise Conflict("evidence-not-uploaded", article="16")
    return found.version_id


async def remove_evidence(session: "AsyncSession", *, actor: Actor, evidence_id: uuid.UUID, now: dt.datetime) -> None:
    """Take a file off a draft; the bytes stay until the sweep, the record for good. What was handed in is never taken off."""
    require(actor, "evidence.upload")
    row = await queries.one(session, actor, evidence_id)
    if row is None:
        raise NotFound
    case = await application_service.hold(session, actor=actor, application_id=row.application_id, version=ANY_VERSION)
    unfinished = row.supplement_reason is not None and row.state != "stored"
    if not unfinished:
        application_service.require_draft(actor, case, now)
    row = await queries.one(session, actor, evidence_id, hold=True)
    if row is None:
        raise NotFound
    row.removed_at = now
    await record(session, actor, row, case, now, "remove", {"sha256": row.sha256, "slot": row.slot})
