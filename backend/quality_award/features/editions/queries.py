"""All SQL on editions: who sees which, their expert teams, the rows that a transition takes along."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, exists, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from quality_award.access.actor import SYSTEM, Actor
from quality_award.access.recusal import recused_from
from quality_award.tables.applications import Application
from quality_award.tables.editions import Edition, EditionExpert, ListEntry
from quality_award.tables.identity import User
from quality_award.tables.parties import Agency, Authority, Expert, Organisation
from quality_award.tables.reviews import ScoreSheet, TeamMember

from .pure.course import UNANNOUNCED
from .standing import current_snapshot

__all__ = [
    "Invited",
    "Listed",
    "agency_exists",
    "agency_name",
    "applications",
    "authority",
    "current",
    "current_snapshot",
    "experts_by_id",
    "invited_edition",
    "last_edition",
    "list_entries",
    "live_members",
    "member",
    "one",
    "overdue",
    "page",
    "recused_cases",
    "sheet_keys",
    "team",
    "unanswered",
    "visible",
]


def visible(actor: Actor) -> Select[Edition]:
    """Editions that the actor may see: their own authority's, and before the notice only those who prepare or decide it."""
    mine = select(Edition).where(Edition.authority_id == actor.authority_id)
    announced = mine.where(Edition.state.not_in(UNANNOUNCED))
    match actor.role:
        case "office" | "auditor":
            return mine
        case "committee":
            return mine.where(Edition.state != "draft")
        case "agency":
            return mine.where(Edition.agency_id == actor.agency_id)
        case "expert":
            return announced.where(
                or_(
                    exists().where(EditionExpert.edition_id == Edition.id, EditionExpert.expert_id == actor.expert_id),
                    exists().where(TeamMember.edition_id == Edition.id, TeamMember.expert_id == actor.expert_id),
                )
            )
        case "applicant" | "recommender" | "government" | "admin":
            return announced
        case _:
            return mine.where(false())


async def one(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> Edition | None:
    """The edition, if the actor may see it."""
    edition: Edition | None = await session.scalar(visible(actor).where(Edition.id == edition_id))
    return edition


async def current(session: AsyncSession, actor: Actor) -> Edition | None:
    """The edition that runs: the latest that is not closed, else the latest."""
    edition: Edition | None = await session.scalar(
        visible(actor).order_by((Edition.state == "closed").asc(), Edition.number.desc()).limit(1)
    )
    return edition


async def page(
    session: AsyncSession, actor: Actor, *, state: str | None, cursor: uuid.UUID | None, limit: int
) -> Sequence[tuple[Edition, str | None]]:
    """Editions with the name of their agency, newest first."""
    query = (
        visible(actor)
        .join(Agency, Agency.id == Edition.agency_id, isouter=True)
        .add_columns(Agency.name)
        .order_by(Edition.id.desc())
        .limit(limit)
    )
    if state:
        query = query.where(Edition.state == state)
    if cursor:
        query = query.where(Edition.id < cursor)
    return [(edition, name) for edition, name in (await session.execute(query)).tuples()]


async def agency_name(session: AsyncSession, agency_id: uuid.UUID | None) -> str | None:
    """The name of an agency; None when there is none."""
    return await session.scalar(select(Agency.name).where(Agency.id == agency_id)) if agency_id else None


async def authority(session: AsyncSession, authority_id: uuid.UUID) -> Authority:
    """The award's authority."""
    return (await session.execute(select(Authority).where(Authority.id == authority_id))).scalar_one()


async def last_edition(session: AsyncSession, authority_id: uuid.UUID | None) -> Edition | None:
    """The edition with the highest number."""
    edition: Edition | None = await session.scalar(
        select(Edition).where(Edition.authority_id == authority_id).order_by(Edition.number.desc()).limit(1)
    )
    return edition


# --- the expert team -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Invited:
    """A member of the expert team with who invited them, who answered, and how many live assignments they have."""

    expert: Expert
    invitation: EditionExpert
    invited_by: str
    answered_by: str | None
    assignments: int

    @property
    def checked_at(self) -> dt.datetime | None:
        """When the office checked them."""
        return self.invitation.checked_at


async def team(session: AsyncSession, edition_id: uuid.UUID, reader: Actor = SYSTEM) -> list[Invited]:
    """The edition's expert team, leaders first; loads count the cases that the reader may know of."""
    load = (
        select(func.count())
        .where(
            TeamMember.edition_id == edition_id,
            TeamMember.expert_id == Expert.id,
            TeamMember.released_at.is_(None),
            ~recused_from(reader, TeamMember.application_id),
        )
        .scalar_subquery()
    )
    answering = aliased(User)
    rows = await session.execute(
        select(Expert, EditionExpert, User.name, answering.name, load)
        .join(EditionExpert, EditionExpert.expert_id == Expert.id)
        .join(User, User.id == EditionExpert.invited_by)
        .outerjoin(answering, answering.id == EditionExpert.answered_by)
        .where(EditionExpert.edition_id == edition_id)
        .order_by(Expert.leader_qualified.desc(), Expert.pool_number, Expert.id)
    )
    return [Invited(*row) for row in rows.tuples()]


async def member(session: AsyncSession, edition_id: uuid.UUID, expert_id: uuid.UUID) -> EditionExpert | None:
    """One membership of the expert team."""
    row: EditionExpert | None = await session.get(EditionExpert, (edition_id, expert_id), with_for_update=True)
    return row


async def invited_edition(session: AsyncSession, actor: Actor, edition_id: uuid.UUID, expert_id: uuid.UUID) -> Edition | None:
    """The edition that the expert is invited to, locked, if the actor may answer: the expert, or whoever invites."""
    base = visible(actor)
    if actor.role == "expert":
        # An invitation comes before the notice: the edition is shown to nobody else who does not prepare it.
        base = select(Edition).where(Edition.authority_id == actor.authority_id)
    mine = exists().where(EditionExpert.edition_id == Edition.id, EditionExpert.expert_id == expert_id)
    edition: Edition | None = await session.scalar(base.where(Edition.id == edition_id, mine).with_for_update())
    return edition


async def unanswered(session: AsyncSession, until: dt.datetime) -> list[tuple[EditionExpert, uuid.UUID]]:
    """Invitations into teams being formed that nobody answered and that end before `until`."""
    rows = await session.execute(
        select(EditionExpert, Edition.id)
        .join(Edition, Edition.id == EditionExpert.edition_id)
        .where(EditionExpert.answer.is_(None), EditionExpert.answer_by <= until, Edition.state == "draft")
        .order_by(EditionExpert.answer_by, EditionExpert.expert_id)
    )
    return list(rows.tuples())


async def experts_by_id(session: AsyncSession, actor: Actor, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Expert]:
    """Experts of the actor's authority by their ids."""
    rows = await session.scalars(select(Expert).where(Expert.authority_id == actor.authority_id, Expert.id.in_(ids)))
    return {expert.id: expert for expert in rows}


async def agency_exists(session: AsyncSession, actor: Actor, agency_id: uuid.UUID) -> bool:
    """Whether the agency is one of the authority's."""
    return bool(await session.scalar(select(exists().where(Agency.id == agency_id, Agency.authority_id == actor.authority_id))))


# --- rows that a transition takes along ------------------------------------------------------------------------------


async def applications(session: AsyncSession, edition_id: uuid.UUID, *states: str) -> list[Application]:
    """The edition's applications in these states, locked, in the order of their cases."""
    rows = await session.scalars(
        select(Application)
        .where(Application.edition_id == edition_id, Application.state.in_(states))
        .order_by(Application.case_number)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def overdue(session: AsyncSession, now: dt.datetime) -> list[uuid.UUID]:
    """Editions whose recommendations or publicity are over and that stand where they stood."""
    rows = await session.scalars(
        select(Edition.id)
        .where(
            or_(
                and_(Edition.state == "open", Edition.recommend_by <= now),
                and_(Edition.state == "publicity", Edition.publicity_ends_at <= now),
            )
        )
        .order_by(Edition.id)
    )
    return list(rows)


async def live_members(session: AsyncSession, edition_id: uuid.UUID) -> list[TeamMember]:
    """Everyone assigned to a review team of the edition now."""
    rows = await session.scalars(select(TeamMember).where(TeamMember.edition_id == edition_id, TeamMember.released_at.is_(None)))
    return list(rows)


async def sheet_keys(session: AsyncSession, edition_id: uuid.UUID, stage: str) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(application, expert) of the score sheets that are there already."""
    rows = await session.execute(
        select(ScoreSheet.application_id, ScoreSheet.expert_id).where(
            ScoreSheet.edition_id == edition_id, ScoreSheet.stage == stage
        )
    )
    return set(rows.tuples())


@dataclass(frozen=True)
class Listed:
    """An entry of a list with the names that a public notice shows."""

    entry: ListEntry
    application: Application
    organisation: str


async def list_entries(session: AsyncSession, edition_id: uuid.UUID, kind: str) -> list[Listed]:
    """The entries of a list, by case number."""
    rows = await session.execute(
        select(ListEntry, Application, Organisation.name)
        .join(Application, Application.id == ListEntry.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(ListEntry.edition_id == edition_id, ListEntry.kind == kind)
        .order_by(Application.case_number)
    )
    return [Listed(*row) for row in rows.tuples()]


async def recused_cases(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> frozenset[str]:
    """Case numbers of the edition that the actor is recused from (Art. 32)."""
    rows = await session.scalars(
        select(Application.case_number).where(Application.edition_id == edition_id, recused_from(actor, Application.id))
    )
    return frozenset(rows)
