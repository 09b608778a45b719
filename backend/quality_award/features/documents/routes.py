"""Official documents as PDF."""

import uuid
from typing import Any, Literal

from fastapi import APIRouter, Response

from quality_award.access.http import ActorDep, NowDep, SessionDep, SettingsDep, TransactionalRoute
from quality_award.access.permissions import require

from . import service

router = APIRouter(route_class=TransactionalRoute, tags=["documents"])

ReportKind = Literal["formal_review", "document_review", "defence", "site_review", "evaluation", "verification"]
PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}}}


def _pdf(content: bytes, name: str) -> Response:
    return Response(content, media_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})


@router.get("/documents/awards/{award_id}/certificate", response_class=Response, responses=PDF)
async def print_certificate(
    award_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, settings: SettingsDep
) -> Response:
    """获奖证书 (Art. 18, 35)."""
    require(actor, "awards.read")
    pdf = await service.certificate(session, actor=actor, award_id=award_id, now=now, public_url=settings.public_url)
    return _pdf(pdf, "certificate")


@router.get("/documents/editions/{edition_id}/reports/{kind}", response_class=Response, responses=PDF)
async def print_report(edition_id: uuid.UUID, kind: ReportKind, session: SessionDep, actor: ActorDep, now: NowDep) -> Response:
    """One of the named reports (Art. 17(4) to (8))."""
    require(actor, "reports.read")
    return _pdf(await service.report(session, actor=actor, edition_id=edition_id, kind=kind, now=now), kind)
