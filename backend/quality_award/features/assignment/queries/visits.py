"""All SQL on the dates of site visits (Art. 17(6)). What is visible follows the application (Art. 32)."""

import uuid
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.tables.applications import Application
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Organisation
from quality_award.tables.proposals import SiteVisit

from .teams import application_ids_of


def visible(actor: Actor) -> Select[SiteVisit]:
    """Visits to the applicants that the actor may see."""
    return select(SiteVisit).where(SiteVisit.application_id.in_(application_ids_of(actor)))


@dataclass(frozen=True)
class Shown:
    """An applicant of the site review and its visit, if one is dated."""

    application: Application
    organisation: Organisation
    visit: SiteVisit | None


async def shown(
    session: AsyncSession,
    actor: Actor,
    *,
    edition_id: uuid.UUID | None = None,
    application_id: uuid.UUID | None = None,
) -> list[Shown]:
    """Shortlisted applicants and every applicant with a date, by date and case number."""
    query = (
        select(Application, Organisation, SiteVisit)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .outerjoin(SiteVisit, SiteVisit.application_id == Application.id)
        .where(
            Application.id.in_(application_ids_of(actor)),
            (Application.state == "shortlisted") | SiteVisit.id.is_not(None),
        )
        .order_by(SiteVisit.day.nulls_last(), Application.case_number)
    )
    if edition_id:
        query = query.where(Application.edition_id == edition_id)
    if application_id:
        query = query.where(Application.id == application_id)
    return [Shown(*row) for row in (await session.execute(query)).tuples()]


async def of(session: AsyncSession, application_id: uuid.UUID) -> SiteVisit | None:
    """The visit to one applicant."""
    found: SiteVisit | None = await session.scalar(
        select(SiteVisit).where(SiteVisit.application_id == application_id).execution_options(populate_existing=True)
    )
    return found


async def lock_edition(session: AsyncSession, edition_id: uuid.UUID) -> None:
    """Two people who date visits of one edition wait for each other: one person can't be in two places."""
    await session.execute(select(Edition.id).where(Edition.id == edition_id).with_for_update())


async def drop(session: AsyncSession, visit: SiteVisit) -> None:
    """Forget a date."""
    await session.delete(visit)
    await session.flush()
