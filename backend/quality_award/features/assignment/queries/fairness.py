"""All SQL on the fairness report: the whole edition, whatever state its applications are in by now."""

import uuid
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import NOBODY, Actor
from quality_award.tables.applications import Application
from quality_award.tables.identity import Membership, User
from quality_award.tables.parties import Organisation
from quality_award.tables.reviews import Recusal, TeamMember

from .teams import Case, application_ids_of, cases_of


async def cases(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> list[Case]:
    """Every application of an edition that has, or had, a review team and that the actor may see."""
    query = (
        cases_of(actor)
        .where(Application.edition_id == edition_id, exists().where(TeamMember.application_id == Application.id))
        .order_by(Application.case_number)
    )
    return [Case(*row) for row in (await session.execute(query)).tuples()]


@dataclass(frozen=True)
class Recused:
    """A recusal with its names."""

    recusal: Recusal
    person: str
    expert: bool
    organisation: str
    case_number: str


async def recusals(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> list[Recused]:
    """Recusals of an edition from applications that the actor may see; never their own."""
    is_expert = exists().where(Membership.user_id == User.id, Membership.role == "expert")
    rows = await session.execute(
        select(Recusal, User.name, is_expert, Organisation.name, Application.case_number)
        .join(User, User.id == Recusal.user_id)
        .join(Application, Application.id == Recusal.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(
            Recusal.edition_id == edition_id,
            Recusal.application_id.in_(application_ids_of(actor)),
            Recusal.user_id != (actor.user_id or NOBODY),
        )
        .order_by(Application.case_number, Recusal.id)
    )
    return [Recused(*row) for row in rows.tuples()]
