"""Uploads straight to the object store; the server checks what was stored before it counts (Art. 16, 33)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.features.applications import queries as applications
from quality_award.platform.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, OutOfTurn
from quality_award.platform.ids import new_id
from quality_award.platform.objectstore import ObjectStore
from quality_award.regulation.criteria import criteria
from quality_award.regulation.parameters import ruleset
from quality_award.tables.applications import Application, Evidence

from . import queries
from .pure.content import fits
from .schemas import EvidenceIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

UPLOAD_LIFETIME = dt.timedelta(minutes=30)
LINK_LIFETIME = dt.timedelta(minutes=5)


async def _draft(session: "AsyncSession", actor: Actor, application_id: uuid.UUID) -> applications.Case:
    require(actor, "evidence.upload")
    case = await applications.case(session, actor, application_id)
    if case is None:
        raise NotFound
    if case.application.state != "draft":
        raise OutOfTurn(
            entity="application", state=case.application.state, action="upload", actions=["take_back"], article="17(2)"
        )
    return case


async def begin(
    session: "AsyncSession", *, actor: Actor, store: ObjectStore, application_id: uuid.UUID, body: EvidenceIn, now: dt.datetime
) -> tuple[Evidence, str]:
    """Announce a file; gives the row and the presigned link. Refuses every fault at once."""
    case = await _draft(session, actor, application_id)
    law = ruleset(case.edition.ruleset_code)
    slots = {slot.key for slot in law.slots_for(case.organisation.nature)} | set(criteria(case.edition.criteria_code).item_codes)
    gaps = []
    if body.slot not in slots:
        gaps.append(FieldError("slot", "evidence.slot"))
    if body.size <= 0:
        gaps.append(FieldError("size", "evidence.empty"))
    if body.size > law.limits.max_file_bytes:
        gaps.append(FieldError("size", "evidence.too_large", {"limit": law.limits.max_file_bytes}))
    if body.content_type not in law.content_types:
        gaps.append(FieldError("content_type", "evidence.type"))
    if await queries.count_in_slot(session, application_id, body.slot) >= law.limits.max_files_per_slot:
        gaps.append(FieldError("slot", "evidence.too_many"))
    if gaps:
        raise Invalid(gaps)
    assert actor.user_id is not None
    row = Evidence(
        id=new_id(),
        application_id=application_id,
        slot=body.slot,
        # A name is shown, never used as a path.
        filename=body.filename.replace("\\", "/").rsplit("/", 1)[-1][:200],
        content_type=body.content_type,
        size=body.size,
        object_key="",
        expires_at=now + UPLOAD_LIFETIME,
        uploaded_by=actor.user_id,
        created_at=now,
    )
    row.object_key = f"evidence/{application_id}/{row.id}"
    session.add(row)
    await session.flush()
    return row, await store.presign_put(row.object_key, expires=UPLOAD_LIFETIME)


async def confirm(
    session: "AsyncSession", *, actor: Actor, store: ObjectStore, evidence_id: uuid.UUID, now: dt.datetime
) -> Evidence:
    """Count a file once the store has it, with its size, content and SHA-256 as they are there."""
    row = await queries.one(session, actor, evidence_id, lock=True)
    if row is None:
        raise NotFound
    if row.state == "stored":
        return row
    await _draft(session, actor, row.application_id)
    found = await store.stat(row.object_key)
    if found is None:
        raise Conflict("evidence.not-uploaded", article="16")
    if found.size != row.size:
        raise Conflict("evidence.size", article="16")
    digest, head = await store.digest(row.object_key)
    if not fits(row.content_type, head):
        raise Conflict("evidence.content", article="16")
    row.state, row.sha256, row.stored_at = "stored", digest, now
    await session.flush()
    await append(
        session, actor=actor, now=now, entity="evidence", entity_id=row.id, application_id=row.application_id,
        action="store", article="16", detail={"sha256": digest, "size": row.size, "slot": row.slot},
    )  # fmt: skip
    return row


async def remove(session: "AsyncSession", *, actor: Actor, evidence_id: uuid.UUID, now: dt.datetime) -> None:
    """Take a file off a draft; the object stays until the sweep, its record stays for good."""
    row = await queries.one(session, actor, evidence_id, lock=True)
    if row is None:
        raise NotFound
    await _draft(session, actor, row.application_id)
    row.removed_at = now
    await append(
        session, actor=actor, now=now, entity="evidence", entity_id=row.id, application_id=row.application_id,
        action="remove", article="16", detail={"sha256": row.sha256},
    )  # fmt: skip


async def link(
    session: "AsyncSession", *, actor: Actor, store: ObjectStore, evidence_id: uuid.UUID, now: dt.datetime
) -> tuple[str, dt.datetime]:
    """A link of five minutes to read one file; the look is on record (Art. 33)."""
    require(actor, "evidence.read")
    row = await queries.one(session, actor, evidence_id)
    if row is None or row.state != "stored":
        raise NotFound
    case = await applications.case(session, actor, row.application_id)
    application: Application | None = case.application if case else None
    if application is None:
        raise NotFound
    if locked := await applications.cleared(session, actor, application):
        raise Forbidden(locked, article="33" if locked == "undertaking-missing" else "32")
    await append(
        session, actor=actor, now=now, entity="evidence", entity_id=row.id, edition_id=application.edition_id,
        application_id=application.id, action="look", article="33",
    )  # fmt: skip
    url = await store.presign_get(row.object_key, filename=row.filename, content_type=row.content_type, expires=LINK_LIFETIME)
    return url, now + LINK_LIFETIME
