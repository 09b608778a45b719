"""All SQL on review teams. What is visible follows the application (Art. 32)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.features.applications.queries import visible as visible_applications
from quality_award.features.conflicts import queries as conflict_queries
from quality_award.tables.applications import Application
from quality_award.tables.conflicts import Conflict
from quality_award.tables.editions import Edition, EditionExpert
from quality_award.tables.identity import Membership
from quality_award.tables.parties import Expert, ExpertAbsence, Organisation
from quality_award.tables.proposals import SiteVisit
from quality_award.tables.reviews import InterestDeclaration, Recusal, ScoreSheet, TeamMember, Undertaking

UNDER_REVIEW = ("accepted", "shortlisted")


def visible(actor: Actor) -> Select[TeamMember]:
    """Team members, released ones too, of the applications that the actor may see."""
    return select(TeamMember).where(TeamMember.application_id.in_(application_ids_of(actor)))


def application_ids_of(actor: Actor) -> Select[uuid.UUID]:
    """The applications that the actor may see."""
    ids: Select[uuid.UUID] = visible_applications(actor).with_only_columns(Application.id)
    return ids


@dataclass(frozen=True)
class Case:
    """An application with the names that its screens need."""

    application: Application
    edition: Edition
    organisation: Organisation

    @property
    def id(self) -> uuid.UUID:
        """The application's id, for the cursor."""
        return self.application.id


def cases_of(actor: Actor) -> Select[Application, Edition, Organisation]:
    """Applications that the actor may see, with edition and organisation."""
    return (
        select(Application, Edition, Organisation)
        .join(Edition, Edition.id == Application.edition_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(Application.id.in_(application_ids_of(actor)))
    )


async def case(session: AsyncSession, actor: Actor, application_id: uuid.UUID) -> Case | None:
    """One application that the actor may see."""
    row = (await session.execute(cases_of(actor).where(Application.id == application_id))).tuples().one_or_none()
    return Case(*row) if row else None


async def cases_under_review(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> list[Case]:
    """Accepted and shortlisted applications of an edition that the actor may see, by case number."""
    query = (
        cases_of(actor)
        .where(Application.edition_id == edition_id, Application.state.in_(UNDER_REVIEW))
        .order_by(Application.case_number)
    )
    return [Case(*row) for row in (await session.execute(query)).tuples()]


async def cases(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> list[Case]:
    """Every application of an edition that the actor may see, by case number."""
    query = cases_of(actor).where(Application.edition_id == edition_id).order_by(Application.case_number)
    return [Case(*row) for row in (await session.execute(query)).tuples()]


async def lock_applications(session: AsyncSession, application_ids: Sequence[uuid.UUID]) -> None:
    """Two people who change one team wait for each other."""
    await session.execute(
        select(Application.id).where(Application.id.in_(application_ids)).order_by(Application.id).with_for_update()
    )


async def lock_experts(session: AsyncSession, edition_id: uuid.UUID, expert_ids: Sequence[uuid.UUID]) -> None:
    """Two people who give one expert a seat wait for each other: limits are counted, and nobody is in two places."""
    await session.execute(
        select(EditionExpert.expert_id)
        .where(EditionExpert.edition_id == edition_id, EditionExpert.expert_id.in_(expert_ids))
        .order_by(EditionExpert.expert_id)
        .with_for_update()
    )


async def edition(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> Edition | None:
    """An edition of the actor's authority: an agency's own, an expert's where invited or on a team."""
    query = select(Edition).where(Edition.id == edition_id, Edition.authority_id == actor.authority_id)
    if actor.role == "agency":
        query = query.where(Edition.agency_id == actor.agency_id)
    if actor.role == "expert":
        query = query.where(
            or_(
                exists().where(EditionExpert.edition_id == Edition.id, EditionExpert.expert_id == actor.expert_id),
                exists().where(
                    TeamMember.edition_id == Edition.id, TeamMember.expert_id == actor.expert_id, TeamMember.released_at.is_(None)
                ),
            )
        )
    found: Edition | None = await session.scalar(query)
    return found


@dataclass(frozen=True)
class Seat:
    """A live team member with what stands for their readiness."""

    member: TeamMember
    expert: Expert
    user_id: uuid.UUID | None
    signed: bool
    declared: bool
    recusal_requested: bool


def _account() -> Select[uuid.UUID]:
    # An expert has one account; should there be two, the older one counts.
    return (
        select(Membership.user_id)
        .where(Membership.role == "expert", Membership.expert_id == Expert.id, Membership.valid_to.is_(None))
        .order_by(Membership.created_at)
        .limit(1)
        .correlate(Expert)
    )


async def seats(
    session: AsyncSession,
    actor: Actor,
    *,
    edition_id: uuid.UUID | None = None,
    application_ids: Sequence[uuid.UUID] | None = None,
) -> list[Seat]:
    """Live team members of an edition or of some applications, leaders first."""
    account = _account().scalar_subquery()
    query = (
        select(
            TeamMember,
            Expert,
            account,
            exists().where(Undertaking.user_id == account, Undertaking.edition_id == TeamMember.edition_id),
            exists().where(
                InterestDeclaration.user_id == account,
                InterestDeclaration.application_id == TeamMember.application_id,
                InterestDeclaration.has_interest.is_(False),
            ),
            exists().where(
                Recusal.user_id == account, Recusal.application_id == TeamMember.application_id, Recusal.state == "requested"
            ),
        )
        .join(Expert, Expert.id == TeamMember.expert_id)
        .where(TeamMember.released_at.is_(None), TeamMember.application_id.in_(application_ids_of(actor)))
        .order_by(TeamMember.leader.desc(), TeamMember.id)
    )
    if edition_id:
        query = query.where(TeamMember.edition_id == edition_id)
    if application_ids is not None:
        query = query.where(TeamMember.application_id.in_(application_ids))
    return [Seat(*row) for row in (await session.execute(query)).tuples()]


@dataclass(frozen=True)
class Candidate:
    """An expert of the edition's team with their account, their answer to the invitation, and the seats that they hold.

    `load` counts every live seat with an applicant under review, also those that the reader doesn't see: whoever decides on
    limits needs the truth. What is shown is counted from what is visible.
    """

    expert: Expert
    invited: EditionExpert
    user_id: uuid.UUID | None
    load: int

    @property
    def checked(self) -> bool:
        """Whether the office has checked them."""
        return self.invited.checked_at is not None


async def candidates(session: AsyncSession, edition_id: uuid.UUID) -> list[Candidate]:
    """The experts of an edition, by name."""
    load = (
        select(func.count(TeamMember.id))
        .join(Application, Application.id == TeamMember.application_id)
        .where(
            TeamMember.edition_id == edition_id,
            TeamMember.expert_id == Expert.id,
            TeamMember.released_at.is_(None),
            Application.state.in_(UNDER_REVIEW),
        )
        .correlate(Expert)
        .scalar_subquery()
    )
    query = (
        select(Expert, EditionExpert, _account().scalar_subquery(), load)
        .join(EditionExpert, EditionExpert.expert_id == Expert.id)
        .where(EditionExpert.edition_id == edition_id)
        .order_by(Expert.name, Expert.id)
    )
    return [Candidate(*row) for row in (await session.execute(query)).tuples()]


async def absences(session: AsyncSession, edition_id: uuid.UUID) -> list[ExpertAbsence]:
    """When experts of the edition can't come."""
    rows = await session.scalars(
        select(ExpertAbsence)
        .join(EditionExpert, EditionExpert.expert_id == ExpertAbsence.expert_id)
        .where(EditionExpert.edition_id == edition_id)
    )
    return list(rows)


async def visit_days(session: AsyncSession, edition_id: uuid.UUID) -> list[tuple[uuid.UUID, uuid.UUID, dt.date]]:
    """(expert, application, day) of every visit that a live member makes, hidden ones too."""
    rows = await session.execute(
        select(TeamMember.expert_id, SiteVisit.application_id, SiteVisit.day)
        .join(SiteVisit, SiteVisit.application_id == TeamMember.application_id)
        .where(SiteVisit.edition_id == edition_id, TeamMember.released_at.is_(None))
    )
    return list(rows.tuples())


async def past_pairings(session: AsyncSession, edition: Edition) -> list[tuple[uuid.UUID, uuid.UUID, int]]:
    """(expert, organisation, year) of every team of an earlier edition on which an expert of this one stayed to the end."""
    rows = await session.execute(
        select(TeamMember.expert_id, Application.organisation_id, Edition.year)
        .join(Application, Application.id == TeamMember.application_id)
        .join(Edition, Edition.id == TeamMember.edition_id)
        .join(EditionExpert, EditionExpert.expert_id == TeamMember.expert_id)
        .where(
            EditionExpert.edition_id == edition.id,
            Edition.authority_id == edition.authority_id,
            Edition.number < edition.number,
            TeamMember.released_at.is_(None),
        )
        .distinct()
    )
    return list(rows.tuples())


async def handed_in(session: AsyncSession, edition_id: uuid.UUID, stage: str) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(application, expert) of the sheets of a stage that were handed in."""
    rows = await session.execute(
        select(ScoreSheet.application_id, ScoreSheet.expert_id).where(
            ScoreSheet.edition_id == edition_id, ScoreSheet.stage == stage, ScoreSheet.submitted_at.is_not(None)
        )
    )
    return set(rows.tuples())


async def recused_pairs(session: AsyncSession, edition_id: uuid.UUID) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(user, application) of every recusal in force."""
    rows = await session.execute(
        select(Recusal.user_id, Recusal.application_id).where(Recusal.edition_id == edition_id, Recusal.state == "in_force")
    )
    return set(rows.tuples())


async def visible_conflicts(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> set[uuid.UUID]:
    """The conflicts of an edition whose path the actor may see."""
    rows = await session.scalars(
        conflict_queries.visible(actor).where(Conflict.edition_id == edition_id).with_only_columns(Conflict.id)
    )
    return set(rows)


async def posts(session: AsyncSession, edition_id: uuid.UUID) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(user, organisation): experts of the edition who hold or held a post with an organisation that uses the system."""
    other = select(Membership.user_id).join(EditionExpert, EditionExpert.expert_id == Membership.expert_id)
    rows = await session.execute(
        select(Membership.user_id, Membership.organisation_id).where(
            Membership.organisation_id.is_not(None),
            Membership.user_id.in_(other.where(EditionExpert.edition_id == edition_id, Membership.role == "expert")),
        )
    )
    return {(user, organisation) for user, organisation in rows.tuples() if organisation is not None}


async def sheet_exists(session: AsyncSession, application_id: uuid.UUID, expert_id: uuid.UUID, stage: str) -> bool:
    """Whether the expert has a sheet of this stage from an earlier time on the team."""
    return bool(
        await session.scalar(
            select(
                exists().where(
                    ScoreSheet.application_id == application_id, ScoreSheet.expert_id == expert_id, ScoreSheet.stage == stage
                )
            )
        )
    )


async def member(session: AsyncSession, actor: Actor, member_id: uuid.UUID) -> TeamMember | None:
    """A live team member that the actor may see."""
    found: TeamMember | None = await session.scalar(
        visible(actor).where(TeamMember.id == member_id, TeamMember.released_at.is_(None))
    )
    return found


async def live_seats_of_user(session: AsyncSession, user_id: uuid.UUID, application_id: uuid.UUID) -> Sequence[TeamMember]:
    """The live seats that a person holds on one team, through any of their expert roles."""
    held = select(Membership.expert_id).where(Membership.user_id == user_id, Membership.role == "expert")
    rows = await session.scalars(
        select(TeamMember).where(
            TeamMember.application_id == application_id, TeamMember.released_at.is_(None), TeamMember.expert_id.in_(held)
        )
    )
    return rows.all()


async def leader_of(session: AsyncSession, application_id: uuid.UUID) -> TeamMember | None:
    """The live leader of a team."""
    found: TeamMember | None = await session.scalar(
        select(TeamMember).where(TeamMember.application_id == application_id, TeamMember.leader, TeamMember.released_at.is_(None))
    )
    return found


async def experts(session: AsyncSession, actor: Actor, expert_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Expert]:
    """Experts of the actor's authority by id."""
    rows = await session.scalars(select(Expert).where(Expert.id.in_(expert_ids), Expert.authority_id == actor.authority_id))
    return {row.id: row for row in rows}
