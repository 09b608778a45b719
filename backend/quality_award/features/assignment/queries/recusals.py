"""All SQL on undertakings, declarations and recusals (Art. 32, 33)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import Select, and_, exists, false, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.tables.applications import Application
from quality_award.tables.editions import Edition
from quality_award.tables.identity import Membership, User
from quality_award.tables.parties import Organisation
from quality_award.tables.reviews import InterestDeclaration, Recusal, TeamMember, Undertaking

from .teams import cases_of


def visible_recusals(actor: Actor) -> Select[Recusal]:
    """Recusals: the office decides, committee and auditor supervise (Art. 26); an applicant sees what it asked for.

    Nobody sees, let alone decides, what was asked about themselves.
    """
    base = (
        select(Recusal)
        .join(Application, Application.id == Recusal.application_id)
        .where(~recused_from(actor, Recusal.application_id), Recusal.user_id != actor.user_id)
    )
    match actor.role:
        case "office" | "committee" | "auditor":
            return base.where(Application.authority_id == actor.authority_id)
        case "applicant":
            return base.where(Application.organisation_id == actor.organisation_id, Recusal.ground == "requested")
        case _:
            return base.where(false())


async def undertaking(session: AsyncSession, user_id: uuid.UUID, edition_id: uuid.UUID) -> Undertaking | None:
    """A person's undertaking for an edition."""
    return await session.get(Undertaking, (user_id, edition_id))


async def sign(session: AsyncSession, *, user_id: uuid.UUID, edition_id: uuid.UUID, now: dt.datetime, digest: str) -> bool:
    """Write the undertaking; False when it was there already (two tabs, one signature)."""
    written = await session.execute(
        insert(Undertaking)
        .values(user_id=user_id, edition_id=edition_id, signed_at=now, text_sha256=digest)
        .on_conflict_do_nothing()
        .returning(Undertaking.user_id)
    )
    return written.first() is not None


async def declaration(session: AsyncSession, user_id: uuid.UUID, application_id: uuid.UUID) -> InterestDeclaration | None:
    """A person's declaration about one applicant, locked."""
    found: InterestDeclaration | None = await session.scalar(
        select(InterestDeclaration)
        .where(InterestDeclaration.user_id == user_id, InterestDeclaration.application_id == application_id)
        .with_for_update()
    )
    return found


async def live_recusal(session: AsyncSession, user_id: uuid.UUID, application_id: uuid.UUID) -> Recusal | None:
    """The recusal of a person from one applicant that is asked for or in force, locked."""
    found: Recusal | None = await session.scalar(
        select(Recusal)
        .where(Recusal.user_id == user_id, Recusal.application_id == application_id, Recusal.state.in_(("requested", "in_force")))
        .with_for_update()
    )
    return found


@dataclass(frozen=True)
class ShownRecusal:
    """A recusal with the names that its screen needs."""

    recusal: Recusal
    case_number: str
    organisation: str
    person: str
    roles: list[str]
    expert_id: uuid.UUID | None
    requester: str | None
    decider: str | None

    @property
    def id(self) -> uuid.UUID:
        """The recusal's id, for the cursor."""
        return self.recusal.id


async def recusals(
    session: AsyncSession,
    actor: Actor,
    *,
    recusal_id: uuid.UUID | None = None,
    edition_id: uuid.UUID | None = None,
    application_id: uuid.UUID | None = None,
    state: str | None = None,
    cursor: uuid.UUID | None = None,
    limit: int = 50,
) -> list[ShownRecusal]:
    """Recusals that the actor may see, oldest first."""
    requester, decider = aliased(User), aliased(User)
    roles = (
        select(func.array_agg(Membership.role.distinct()))
        .where(Membership.user_id == Recusal.user_id, Membership.valid_to.is_(None))
        .scalar_subquery()
    )
    expert = (
        select(Membership.expert_id)
        .where(Membership.user_id == Recusal.user_id, Membership.role == "expert")
        .order_by(Membership.created_at)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        visible_recusals(actor)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(User, User.id == Recusal.user_id)
        .outerjoin(requester, requester.id == Recusal.requested_by)
        .outerjoin(decider, decider.id == Recusal.decided_by)
        .with_only_columns(
            Recusal,
            Application.case_number,
            Organisation.name,
            User.name,
            func.coalesce(roles, []),
            expert,
            requester.name,
            decider.name,
        )
        .order_by(Recusal.id)
        .limit(limit)
    )
    if recusal_id:
        query = query.where(Recusal.id == recusal_id)
    if edition_id:
        query = query.where(Recusal.edition_id == edition_id)
    if application_id:
        query = query.where(Recusal.application_id == application_id)
    if state:
        query = query.where(Recusal.state == state)
    if cursor:
        query = query.where(Recusal.id > cursor)
    return [ShownRecusal(*row) for row in (await session.execute(query)).tuples()]


@dataclass(frozen=True)
class Duty:
    """An application that a person may see, with their own declaration; for an expert also their seat and sheets."""

    application: Application
    edition: Edition
    organisation: Organisation
    has_interest: bool | None
    signed: bool
    leader: bool | None

    @property
    def id(self) -> uuid.UUID:
        """The application's id, for the cursor."""
        return self.application.id


async def duties(
    session: AsyncSession,
    actor: Actor,
    *,
    edition_id: uuid.UUID | None = None,
    undeclared: bool = False,
    cursor: uuid.UUID | None = None,
    limit: int = 50,
) -> list[Duty]:
    """What a person handles, and whether they have declared on it (Art. 32)."""
    query = (
        cases_of(actor)
        .join(
            InterestDeclaration,
            and_(InterestDeclaration.application_id == Application.id, InterestDeclaration.user_id == actor.user_id),
            isouter=True,
        )
        .join(
            TeamMember,
            and_(
                TeamMember.application_id == Application.id,
                TeamMember.expert_id == actor.expert_id,
                TeamMember.released_at.is_(None),
            ),
            isouter=True,
        )
        .add_columns(
            InterestDeclaration.has_interest,
            exists().where(Undertaking.user_id == actor.user_id, Undertaking.edition_id == Edition.id),
            TeamMember.leader,
        )
        .order_by(Application.id)
        .limit(limit)
    )
    if edition_id:
        query = query.where(Application.edition_id == edition_id)
    if undeclared:
        query = query.where(InterestDeclaration.id.is_(None))
    if cursor:
        query = query.where(Application.id > cursor)
    return [Duty(*row) for row in (await session.execute(query)).tuples()]


async def recused_count(session: AsyncSession, actor: Actor, edition_id: uuid.UUID | None) -> int:
    """From how many applicants the actor is recused: a number, nothing else (Art. 32)."""
    query = select(func.count()).where(Recusal.user_id == actor.user_id, Recusal.state == "in_force")
    if edition_id:
        query = query.where(Recusal.edition_id == edition_id)
    return int(await session.scalar(query) or 0)
