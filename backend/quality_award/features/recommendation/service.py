"""推荐: the unit's opinion on eligibility and truth, and what follows from it (Art. 12, 17(3))."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.features.applications import service as applications
from quality_award.features.applications.schemas import ApplicationActionIn
from quality_award.tables.applications import Recommendation
from quality_award.workflow import perform

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

ACTIONS = ("recommend", "refuse_recommendation")


async def decide_recommendation(
    session: "AsyncSession",
    *,
    actor: Actor,
    application_id: uuid.UUID,
    action: str,
    body: ApplicationActionIn,
    version: int | None,
    now: dt.datetime,
) -> None:
    """Recommend, or refuse with the reason; either way with a finding on eligibility and one on truth."""
    case = await applications.hold(session, actor=actor, application_id=application_id, version=version)
    dossier = await applications.load(
        session,
        actor=actor,
        case=case,
        now=now,
        eligible=body.eligible,
        truthful=body.truthful,
        opinion=body.opinion,
    )
    given = action == "recommend"
    await perform(
        session,
        case.application,
        action,
        actor=actor,
        facts=dossier.facts,
        now=now,
        detail={"eligible": body.eligible, "truthful": body.truthful, "opinion": body.opinion},
    )
    assert actor.department_id is not None
    assert actor.user_id is not None
    session.add(
        Recommendation(
            application_id=case.id,
            department_id=actor.department_id,
            given=given,
            eligible=bool(body.eligible),
            truthful=bool(body.truthful),
            opinion=body.opinion or "",
            decided_by=actor.user_id,
            created_at=now,
        )
    )
    if not given:
        case.application.closed_reason = body.opinion
    await session.flush()
