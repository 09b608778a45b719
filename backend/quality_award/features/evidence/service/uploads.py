"""Uploads straight to the object store; the server checks what was stored before it counts (Art. 16)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.features.applications import service as application_service
from quality_award.platform.errors import Conflict, FieldError, Invalid, NotFound
from quality_award.platform.ids import new_id
from quality_award.platform.objectstore import ObjectStore
from quality_award.regulation.criteria import criteria
from quality_award.regulation.parameters import ruleset
from quality_award.tables.applications import Evidence
from quality_award.workflow import ANY_VERSION

from ..pure.content import fits, shown_name
from ..queries import files as queries
from ..schemas import EvidenceIn
from .reading import record

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

UPLOAD_LIFETIME = dt.timedelta(minutes=30)
MEGABYTE = 1 << 20


class Unfit(Conflict):
    """What was stored is not what was announced: the file is taken off, and that stays so although the request is refused."""

    code = "evidence-unfit"


def incoming(evidence_id: uuid.UUID) -> str:
    """Where the browser sends the bytes; they are copied away from the link's reach before they are checked."""
    return f"incoming/{evidence_id}"


async def begin_upload(
    session: "AsyncSession", *, actor: Actor, store: ObjectStore, application_id: uuid.UUID, body: EvidenceIn, now: dt.datetime
) -> tuple[Evidence, str]:
    """Announce a file; gives the row and the presigned link. Refuses every fault at once."""
    require(actor, "evidence.upload")
    case = await application_service.hold(session, actor=actor, application_id=application_id, version=ANY_VERSION)
    application_service.require_draft(actor, case, now)
    law = ruleset(case.edition.ruleset_code)
    slots = {slot.key for slot in law.slots_for(case.organisation.nature)} | set(criteria(case.edition.criteria_code).item_codes)
    limit = law.limits.max_file_bytes
    gaps = []
    if body.slot not in slots:
        gaps.append(FieldError("slot", "evidence.slot"))
    if body.size <= 0:
        gaps.append(FieldError("size", "evidence.empty"))
    if body.size > limit:
        gaps.append(FieldError("size", "evidence.too_large", {"limit": limit // MEGABYTE}))
    if body.content_type not in law.content_types:
        gaps.append(FieldError("content_type", "evidence.type"))
    if await queries.count_in_slot(session, application_id, body.slot, now) >= law.limits.max_files_per_slot:
        gaps.append(FieldError("slot", "evidence.too_many", {"limit": law.limits.max_files_per_slot}))
    if gaps:
        raise Invalid(gaps)
    assert actor.user_id is not None
    evidence_id = new_id()
    row = Evidence(
        id=evidence_id,
        application_id=application_id,
        slot=body.slot,
        filename=shown_name(body.filename),
        content_type=body.content_type,
        size=body.size,
        object_key=f"evidence/{application_id}/{evidence_id}",
        state="pending",
        expires_at=now + UPLOAD_LIFETIME,
        uploaded_by=actor.user_id,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return row, await store.presign_put(incoming(evidence_id), expires=UPLOAD_LIFETIME)


async def confirm_upload(
    session: "AsyncSession", *, actor: Actor, store: ObjectStore, evidence_id: uuid.UUID, now: dt.datetime
) -> Evidence:
    """Count a file once the store has it: size, content and SHA-256 as they are there. Confirming twice changes nothing.

    Raises Unfit when the stored file isn't the announced one; the row is then marked as removed.
    """
    require(actor, "evidence.upload")
    row = await queries.one(session, actor, evidence_id)
    if row is None:
        raise NotFound
    if row.state == "stored":
        return row
    # The store is asked before anything is locked: 200 MiB take a while to read.
    if not await store.copy(incoming(evidence_id), row.object_key):
        return await _confirmed_meanwhile(session, actor, evidence_id)
    found = await store.stat(row.object_key)
    digest, head = await store.digest(row.object_key)
    case = await application_service.hold(session, actor=actor, application_id=row.application_id, version=ANY_VERSION)
    application_service.require_draft(actor, case, now)
    locked = await queries.one(session, actor, evidence_id, hold=True)
    if locked is None:
        raise NotFound
    if locked.state == "stored":
        return locked
    why = _unfit(locked, found.size if found else 0, head)
    if why is not None:
        locked.removed_at = now
        await record(session, actor, locked, case, now, "refuse", {"why": why, "sha256": digest})
        await store.remove(incoming(evidence_id))
        await store.remove(locked.object_key)
        raise Unfit(why, article="16", announced=locked.size, found=found.size if found else 0, filename=locked.filename)
    locked.state, locked.sha256, locked.stored_at = "stored", digest, now
    await session.flush()
    await record(session, actor, locked, case, now, "store", {"sha256": digest, "size": locked.size, "slot": locked.slot})
    await store.remove(incoming(evidence_id))
    return locked


async def _confirmed_meanwhile(session: "AsyncSession", actor: Actor, evidence_id: uuid.UUID) -> Evidence:
    """Another confirmation may have moved the bytes; else they never came, or came after the link had expired."""
    row = await queries.one(session, actor, evidence_id, hold=True)
    if row is None:
        raise NotFound
    if row.state != "stored":
        raise Conflict("evidence-not-uploaded", article="16")
    return row


def _unfit(row: Evidence, size: int, head: bytes) -> str | None:
    if size == 0:
        return "evidence-empty"
    if size != row.size:
        return "evidence-size"
    return None if fits(row.content_type, head) else "evidence-content"


async def remove_evidence(session: "AsyncSession", *, actor: Actor, evidence_id: uuid.UUID, now: dt.datetime) -> None:
    """Take a file off a draft; the bytes stay until the sweep, the record for good."""
    require(actor, "evidence.upload")
    row = await queries.one(session, actor, evidence_id)
    if row is None:
        raise NotFound
    case = await application_service.hold(session, actor=actor, application_id=row.application_id, version=ANY_VERSION)
    application_service.require_draft(actor, case, now)
    row = await queries.one(session, actor, evidence_id, hold=True)
    if row is None:
        raise NotFound
    row.removed_at = now
    await record(session, actor, row, case, now, "remove", {"sha256": row.sha256, "slot": row.slot})
