"""Sending evidence over HTTP; the bytes go past the API (Art. 16)."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from quality_award.access.http import ActorDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.features.applications import service as applications
from quality_award.platform.http.problem import ProblemWriter
from quality_award.platform.objectstore import ObjectStore
from quality_award.tables.applications import Evidence

from ..queries import files as queries
from ..schemas import EvidenceIn, EvidenceOut, UploadOut
from ..service import reading
from ..service import uploads as service

router = APIRouter(route_class=TransactionalRoute, tags=["evidence"])


def store_of(request: Request) -> ObjectStore:
    store: ObjectStore = request.app.state.store
    return store


StoreDep = Annotated[ObjectStore, Depends(store_of)]


def _out(row: Evidence) -> EvidenceOut:
    return EvidenceOut(
        id=row.id,
        slot=row.slot,
        filename=row.filename,
        content_type=row.content_type,
        size=row.size,
        sha256=row.sha256,
        state=row.state,
        stored_at=row.stored_at,
    )


@router.get("/applications/{application_id}/evidence")
async def list_evidence(application_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> list[EvidenceOut]:
    """The application's files."""
    require(actor, "evidence.read")
    case = await applications.find(session, actor=actor, application_id=application_id)
    await reading.require_content(session, actor=actor, case=case)
    return [_out(row) for row in await queries.listed(session, application_id, now)]


@router.post("/applications/{application_id}/evidence", status_code=201)
async def begin_evidence_upload(
    application_id: uuid.UUID, body: EvidenceIn, session: SessionDep, actor: ActorDep, now: NowDep, store: StoreDep
) -> UploadOut:
    """Announce a file and get the link to send it to, straight to the store."""
    row, url = await service.begin_upload(session, actor=actor, store=store, application_id=application_id, body=body, now=now)
    return UploadOut(evidence_id=row.id, url=url, headers={"Content-Type": row.content_type}, expires_at=row.expires_at)


@router.post("/evidence/{evidence_id}/confirm", response_model=EvidenceOut)
async def confirm_evidence_upload(
    evidence_id: uuid.UUID, request: Request, session: SessionDep, actor: ActorDep, now: NowDep, store: StoreDep
) -> EvidenceOut | Response:
    """The file was sent: check size and content as they are in the store, compute its SHA-256, then count it."""
    try:
        return _out(await service.confirm_upload(session, actor=actor, store=store, evidence_id=evidence_id, now=now))
    except service.Unfit as refusal:
        request.state.keep = True
        writer: ProblemWriter = request.app.state.writer
        return writer.write(request, refusal)


@router.delete("/evidence/{evidence_id}", status_code=204)
async def remove_evidence(evidence_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> None:
    """Take a file off a draft."""
    await service.remove_evidence(session, actor=actor, evidence_id=evidence_id, now=now)
