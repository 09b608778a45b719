"""What documents are made from."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.features.editions import queries as editions
from quality_award.tables.applications import Application
from quality_award.tables.editions import Edition, ListEntry, Report
from quality_award.tables.parties import Authority, Organisation

LIST_OF_REPORT = {
    "formal_review": "accepted",
    "document_review": "site",
    "defence": "site",
    "site_review": "site",
    "evaluation": "proposed",
    "verification": "final",
}


@dataclass(frozen=True)
class Line:
    """An application on the list that goes with a report."""

    case_number: str
    organisation: str
    project: str
    tier: str | None
    score: float | None


async def report(
    session: AsyncSession, actor: Actor, edition_id: uuid.UUID, kind: str
) -> tuple[Report, Edition, Authority] | None:
    """A report of an edition that the actor may see."""
    seen = editions.visible(actor).subquery()
    row = await session.execute(
        select(Report, Edition, Authority)
        .join(Edition, Edition.id == Report.edition_id)
        .join(seen, seen.c.id == Edition.id)
        .join(Authority, Authority.id == Edition.authority_id)
        .where(Report.edition_id == edition_id, Report.kind == kind)
    )
    return row.tuples().one_or_none()


async def lines(session: AsyncSession, actor: Actor, edition_id: uuid.UUID, kind: str) -> list[Line]:
    """The list that a report speaks of, in its order, without what the actor is recused from (Art. 32)."""
    rows = await session.execute(
        select(Application.case_number, Organisation.name, Application.project_name, ListEntry.tier, ListEntry.score)
        .join(ListEntry, ListEntry.application_id == Application.id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(
            ListEntry.edition_id == edition_id,
            ListEntry.kind == LIST_OF_REPORT[kind],
            ~recused_from(actor, ListEntry.application_id),
        )
        .order_by(ListEntry.rank.nulls_last(), Application.case_number)
    )
    return [Line(*row) for row in rows.tuples()]


async def authority(session: AsyncSession, authority_id: uuid.UUID) -> Authority:
    """Whose award it is."""
    return (await session.execute(select(Authority).where(Authority.id == authority_id))).scalar_one()
