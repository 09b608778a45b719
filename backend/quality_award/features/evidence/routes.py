"""Evidence over HTTP; the bytes go past the API (Art. 16, 33)."""

import uuid

from fastapi import APIRouter, Request

from quality_award.access.http import ActorDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.features.applications import queries as applications
from quality_award.platform.errors import Forbidden, NotFound
from quality_award.platform.objectstore import ObjectStore
from quality_award.tables.applications import Evidence

from . import service
from .schemas import EvidenceIn, EvidenceOut, LinkOut, TicketOut

router = APIRouter(route_class=TransactionalRoute, tags=["evidence"])


def _store(request: Request) -> ObjectStore:
    store: ObjectStore = request.app.state.store
    return store


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
async def list_evidence(application_id: uuid.UUID, session: SessionDep, actor: ActorDep) -> list[EvidenceOut]:
    """The application's files."""
    require(actor, "evidence.read")
    case = await applications.case(session, actor, application_id)
    if case is None:
        raise NotFound
    if locked := await applications.cleared(session, actor, case.application):
        raise Forbidden(locked, article="33" if locked == "undertaking-missing" else "32")
    return [_out(row) for row in await applications.evidence(session, application_id)]


@router.post("/applications/{application_id}/evidence", status_code=201)
async def begin_upload(
    application_id: uuid.UUID, body: EvidenceIn, request: Request, session: SessionDep, actor: ActorDep, now: NowDep
) -> TicketOut:
    """Announce a file and get the link to send it to."""
    row, url = await service.begin(session, actor=actor, store=_store(request), application_id=application_id, body=body, now=now)
    return TicketOut(evidence_id=row.id, url=url, headers={"Content-Type": row.content_type}, expires_at=row.expires_at)


@router.post("/evidence/{evidence_id}/confirm")
async def confirm_upload(
    evidence_id: uuid.UUID, request: Request, session: SessionDep, actor: ActorDep, now: NowDep
) -> EvidenceOut:
    """The file was sent: check what is stored, then count it."""
    return _out(await service.confirm(session, actor=actor, store=_store(request), evidence_id=evidence_id, now=now))


@router.delete("/evidence/{evidence_id}", status_code=204)
async def remove_evidence(evidence_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> None:
    """Take a file off a draft."""
    await service.remove(session, actor=actor, evidence_id=evidence_id, now=now)


@router.get("/evidence/{evidence_id}/link")
async def link_evidence(evidence_id: uuid.UUID, request: Request, session: SessionDep, actor: ActorDep, now: NowDep) -> LinkOut:
    """A short-lived link to read a file."""
    url, expires_at = await service.link(session, actor=actor, store=_store(request), evidence_id=evidence_id, now=now)
    return LinkOut(url=url, expires_at=expires_at)
