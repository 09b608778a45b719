"""Recommendation over HTTP: what waits for the unit and until when (Art. 12, 17(3)).

To recommend and to refuse are actions on the application (`/applications/{id}/actions/…`).
"""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from quality_award.access.http import ActorDep, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.platform.clock import local_date
from quality_award.workflow.deadlines import present_deadlines

from . import queries
from .schemas import RecommendationDeskOut

router = APIRouter(route_class=TransactionalRoute, tags=["recommendation"])


@router.get("/recommendation/desk")
async def read_recommendation_desk(
    session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, edition_id: Annotated[uuid.UUID | None, Query()] = None
) -> RecommendationDeskOut:
    """The unit's own count of applications by state in an edition, its deadline, and any restriction (Art. 28)."""
    require(actor, "recommendations.write")
    department = await queries.department(session, actor)
    edition = await queries.edition(session, actor, edition_id)
    suspended = department.suspended_until is not None and department.suspended_until >= local_date(now)
    return RecommendationDeskOut(
        department=department.name,
        edition_id=edition.id if edition else None,
        edition=edition.title if edition else None,
        edition_state=edition.state if edition else None,
        closes_at=edition.closes_at if edition else None,
        recommend_by=edition.recommend_by if edition else None,
        deadlines=present_deadlines(lang, ("recommendation", edition.recommend_by)) if edition else [],
        counts=await queries.counts(session, actor, edition.id) if edition else {},
        suspended_until=department.suspended_until if suspended else None,
        cancelled=department.cancelled_at is not None,
        restriction_reason=department.restriction_reason if suspended or department.cancelled_at else None,
    )
