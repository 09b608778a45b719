"""All SQL for the simulation: every application that was handed in, with what its eligibility was computed from."""

import uuid
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.features.applications.queries import visible
from quality_award.features.editions.standing import Candidate, with_history
from quality_award.tables.applications import Application
from quality_award.tables.awards import Award
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Organisation


@dataclass(frozen=True)
class Past:
    """One application of an edition, as the rules on organisations look at it."""

    application: Application
    edition: Edition
    candidate: Candidate


async def past(session: AsyncSession, actor: Actor) -> list[Past]:
    """Every application that was handed in and that the actor may see, newest edition first."""
    assert actor.authority_id is not None
    rows = (
        (
            await session.execute(
                select(Application, Edition, Organisation)
                .join(Edition, Edition.id == Application.edition_id)
                .join(Organisation, Organisation.id == Application.organisation_id)
                .where(Application.id.in_(visible(actor).with_only_columns(Application.id)), Application.state != "draft")
                .order_by(Edition.number.desc(), Application.case_number)
            )
        )
        .tuples()
        .all()
    )
    histories = await with_history(
        session, actor.authority_id, [(application.case_number, organisation) for application, _, organisation in rows]
    )
    return [Past(application, edition, candidate) for (application, edition, _), candidate in zip(rows, histories, strict=True)]


async def winners(session: AsyncSession, actor: Actor) -> dict[uuid.UUID, tuple[Edition, dict[str, int]]]:
    """Edition → how many awards of each prize stand, without cases that the actor is recused from."""
    rows = await session.execute(
        select(Edition, Award.tier, func.count())
        .join(Award, Award.edition_id == Edition.id)
        .where(
            Edition.authority_id == actor.authority_id,
            Award.state != "revoked",
            ~recused_from(actor, Award.application_id),
        )
        .group_by(Edition.id, Award.tier)
        .order_by(Edition.number.desc())
    )
    found: dict[uuid.UUID, tuple[Edition, dict[str, int]]] = {}
    counts: dict[uuid.UUID, dict[str, int]] = defaultdict(dict)
    for edition, tier, count in rows.tuples():
        counts[edition.id][tier] = count
        found[edition.id] = (edition, counts[edition.id])
    return found
