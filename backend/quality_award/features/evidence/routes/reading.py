"""Reading evidence over HTTP (Art. 33)."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from quality_award.access.http import ActorDep, NowDep, SessionDep, TransactionalRoute

from ..schemas import EvidenceLinkOut
from ..service import reading as service
from .uploads import StoreDep

router = APIRouter(route_class=TransactionalRoute, tags=["evidence"])


@router.get("/evidence/{evidence_id}/link")
async def link_evidence(
    evidence_id: uuid.UUID,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    store: StoreDep,
    download: Annotated[bool, Query()] = False,
) -> EvidenceLinkOut:
    """A link of five minutes to read a file; the look is on record."""
    url, expires_at = await service.link_evidence(
        session, actor=actor, store=store, evidence_id=evidence_id, download=download, now=now
    )
    return EvidenceLinkOut(url=url, expires_at=expires_at)
