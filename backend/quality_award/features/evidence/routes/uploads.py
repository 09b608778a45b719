"""Sending evidence over HTTP; the bytes go past the API (Art. 16)."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from quality_award.access.http import ActorDep, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.features.applications import service as applications
from quality_award.platform.objectstore import ObjectStore
from quality_award.regulation.messages import translate
from quality_award.tables.applications import Evidence

from ..queries import files as queries
from ..schemas import EvidenceIn, EvidenceOut, PartLinkOut, PartsIn, UploadOut
from ..service import reading
from ..service import uploads as service

router = APIRouter(route_class=TransactionalRoute, tags=["evidence"])


def store_of(request: Request) -> ObjectStore:
    store: ObjectStore = request.app.state.store
    return store


StoreDep = Annotated[ObjectStore, Depends(store_of)]


def _out(row: Evidence, lang: str) -> EvidenceOut:
    why = translate(lang, row.refused_reason, {"filename": row.filename, "announced": row.size}) if row.refused_reason else None
    return EvidenceOut(
        id=row.id,
        slot=row.slot,
        filename=row.filename,
        content_type=row.content_type,
        size=row.size,
        sha256=row.sha256,
        state=row.state,
        refused=why[0] if why else None,
        refused_next=why[1] if why else None,
        scan=row.scan,
        scan_note=row.scan_note,
        pages=row.pages,
        thumbnail=row.thumbnail_key is not None,
        supplement_reason=row.supplement_reason,
        locked_until=row.retain_until,
        stored_at=row.stored_at,
    )


@router.get("/applications/{application_id}/evidence")
async def list_evidence(
    application_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep
) -> list[EvidenceOut]:
    """The application's files: those that count; to the applicant also those under way and those refused."""
    require(actor, "evidence.read")
    case = await applications.find(session, actor=actor, application_id=application_id)
    await reading.require_content(session, actor=actor, case=case)
    own = actor.role == "applicant"
    return [_out(row, lang) for row in await queries.listed(session, application_id, now, all_states=own)]


@router.post("/applications/{application_id}/evidence", status_code=201)
async def begin_evidence_upload(
    application_id: uuid.UUID, body: EvidenceIn, session: SessionDep, actor: ActorDep, now: NowDep, store: StoreDep
) -> UploadOut:
    """Announce a file, or take up one that was begun: where to send it, and what the store has of it."""
    upload = await service.begin_upload(session, actor=actor, store=store, application_id=application_id, body=body, now=now)
    row = upload.row
    return UploadOut(
        evidence_id=row.id,
        state=row.state,
        url=upload.url,
        headers={"Content-Type": row.content_type} if upload.url else {},
        part_size=row.part_size,
        parts=upload.parts,
        received=list(upload.received),
        expires_at=row.expires_at,
    )


@router.post("/evidence/{evidence_id}/parts")
async def link_evidence_parts(
    evidence_id: uuid.UUID, body: PartsIn, session: SessionDep, actor: ActorDep, now: NowDep, store: StoreDep
) -> list[PartLinkOut]:
    """Links of one hour, straight to the store, for some parts of a file."""
    links = await service.link_parts(session, actor=actor, store=store, evidence_id=evidence_id, numbers=body.numbers, now=now)
    return [PartLinkOut(number=number, url=url) for number, url in links.items()]


@router.post("/evidence/{evidence_id}/confirm")
async def confirm_evidence_upload(
    evidence_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, store: StoreDep, lang: LanguageDep
) -> EvidenceOut:
    """All was sent: the worker now looks at it as it lies in the store; it counts once its state is `stored`."""
    return _out(await service.confirm_upload(session, actor=actor, store=store, evidence_id=evidence_id, now=now), lang)


@router.delete("/evidence/{evidence_id}", status_code=204)
async def remove_evidence(evidence_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> None:
    """Take a file off a draft."""
    await service.remove_evidence(session, actor=actor, evidence_id=evidence_id, now=now)
