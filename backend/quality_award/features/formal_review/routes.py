"""The formal review over HTTP (Art. 17(4))."""

import uuid

from fastapi import APIRouter

from quality_award.access.http import ActorDep, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.features.applications import queries as applications
from quality_award.platform.errors import NotFound
from quality_award.regulation.parameters import ruleset

from . import service
from .schemas import CheckOut, FormalReviewIn, FormalReviewOut

router = APIRouter(route_class=TransactionalRoute, tags=["formal-review"])


@router.get("/applications/{application_id}/formal-review")
async def read_formal_review(
    application_id: uuid.UUID, session: SessionDep, actor: ActorDep, lang: LanguageDep
) -> FormalReviewOut:
    """The checklist with its findings."""
    require(actor, "formal_review.write")
    case = await applications.case(session, actor, application_id)
    if case is None:
        raise NotFound
    review = await applications.formal_review(session, application_id)
    found = {entry["code"]: entry for entry in (review.checklist if review else [])}
    items = ruleset(case.edition.ruleset_code).checklist_for(case.organisation.nature)
    return FormalReviewOut(
        application_id=application_id,
        version=review.version if review else 0,
        checklist=[
            CheckOut(
                code=item.key,
                article=item.article,
                title=item.title_en if lang == "en" else item.title_zh,
                result=found.get(item.key, {}).get("result"),
                note=found.get(item.key, {}).get("note", ""),
            )
            for item in items
        ],
        complete=review.complete if review else None,
        reasons=review.reasons if review else "",
    )


@router.put("/applications/{application_id}/formal-review")
async def write_formal_review(
    application_id: uuid.UUID, body: FormalReviewIn, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep
) -> FormalReviewOut:
    """Record findings."""
    await service.check(session, actor=actor, application_id=application_id, body=body, now=now)
    return await read_formal_review(application_id, session, actor, lang)
