"""Notices of an edition (Art. 17(1)(8)(9))."""

import uuid

from fastapi import APIRouter

from quality_award.access.http import ActorDep, LanguageDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.tables.editions import PublicNotice
from quality_award.workflow.deadlines import present_deadlines

from . import queries
from .schemas import NoticeOut

router = APIRouter(route_class=TransactionalRoute, tags=["public-notice"])


def notice_out(row: PublicNotice, lang: str) -> NoticeOut:
    """A notice as it was frozen."""
    return NoticeOut(
        id=row.id,
        edition_id=row.edition_id,
        kind=row.kind,
        title=row.title,
        body=row.body,
        entries=row.entries,
        published_at=row.published_at,
        ends_at=row.ends_at,
        deadlines=present_deadlines(lang, ("publicity", row.ends_at if row.kind == "publicity" else None)),
        sha256=row.sha256,
    )


@router.get("/editions/{edition_id}/notices")
async def list_edition_notices(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep, lang: LanguageDep) -> list[NoticeOut]:
    """What the public was shown in an edition."""
    require(actor, "editions.read")
    return [notice_out(row, lang) for row in await queries.notices(session, edition_id=edition_id)]
