"""形式审查: legality, truth, completeness, item by item (Art. 17(4))."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.features.applications import queries as applications
from quality_award.platform.errors import FieldError, Invalid, NotFound, OutOfTurn
from quality_award.regulation.parameters import ruleset
from quality_award.tables.applications import Application, FormalReview
from quality_award.workflow import ANY_VERSION, lock

from .schemas import FormalReviewIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def check(
    session: "AsyncSession", *, actor: Actor, application_id: uuid.UUID, body: FormalReviewIn, now: dt.datetime
) -> FormalReview:
    """Record findings while the application is with the office."""
    require(actor, "formal_review.write")
    case = await applications.case(session, actor, application_id)
    if case is None or actor.user_id is None:
        raise NotFound
    row = await lock(session, Application, application_id, ANY_VERSION)
    if row.state != "filed":
        raise OutOfTurn(entity="application", state=row.state, action="check", actions=["reopen_formal_review"], article="17(4)")
    known = {item.key for item in ruleset(case.edition.ruleset_code).checklist_for(case.organisation.nature)}
    unknown = [entry.code for entry in body.checklist if entry.code not in known]
    if unknown:
        raise Invalid([FieldError(f"checklist.{code}", "formal.unknown") for code in unknown])
    review = await applications.formal_review(session, application_id)
    if review is None:
        review = FormalReview(application_id=application_id, checklist=[], reviewed_by=actor.user_id, created_at=now)
        session.add(review)
    else:
        review.version += 1
    found = {entry["code"]: entry for entry in review.checklist}
    found |= {entry.code: entry.model_dump() for entry in body.checklist}
    review.checklist = list(found.values())
    review.reviewed_by = actor.user_id
    await session.flush()
    await append(
        session, actor=actor, now=now, entity="application", entity_id=row.id, edition_id=row.edition_id,
        application_id=row.id, action="check", article="17(4)", detail={"items": [entry.code for entry in body.checklist]},
    )  # fmt: skip
    return review
