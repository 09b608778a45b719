"""All SQL on undertakings, declarations, recusals and emergency readings (Art. 32, 33)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, exists, false, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.features.assignment.queries.teams import application_ids_of, cases_of
from quality_award.platform.ids import new_id
from quality_award.tables.applications import Application
from quality_award.tables.conflicts import Conflict
from quality_award.tables.editions import Edition
from quality_award.tables.identity import Membership, User
from quality_award.tables.parties import Organisation
from quality_award.tables.recusals import BreakGlass, RecusalFile
from quality_award.tables.relations import Party
from quality_award.tables.reviews import InterestDeclaration, Recusal, TeamMember, Undertaking
from quality_award.tables.trail import AuditRecord


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


async def declare_none(
    session: AsyncSession, user_id: uuid.UUID, application_ids: Sequence[uuid.UUID], now: dt.datetime
) -> set[uuid.UUID]:
    """Write "no interest" where nothing was declared yet; the applications that are new."""
    rows = [
        {"id": new_id(), "user_id": user_id, "application_id": one, "has_interest": False, "detail": "", "created_at": now}
        for one in application_ids
    ]
    written = await session.scalars(
        insert(InterestDeclaration).values(rows).on_conflict_do_nothing().returning(InterestDeclaration.application_id)
    )
    return set(written)


async def handled(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> set[uuid.UUID]:
    """The applications of an edition that the actor may see."""
    return set(await session.scalars(application_ids_of(actor).where(Application.edition_id == edition_id)))


async def staff_named(session: AsyncSession, edition: Edition, name: str, now: dt.datetime) -> set[uuid.UUID]:
    """People of this name who work for the office, or for the edition's agency, now."""
    rows = await session.scalars(
        select(User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(
            func.replace(User.name, " ", "") == name.replace(" ", ""),
            Membership.authority_id == edition.authority_id,
            or_(Membership.role == "office", (Membership.role == "agency") & (Membership.agency_id == edition.agency_id)),
            Membership.valid_from <= now,
            or_(Membership.valid_to.is_(None), Membership.valid_to > now),
        )
    )
    return set(rows)


# --- proof of a request ------------------------------------------------------------------------------------------------


async def files(session: AsyncSession, recusal_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[RecusalFile]]:
    """Files by recusal. The caller has read the recusals through `visible_recusals`."""
    found: dict[uuid.UUID, list[RecusalFile]] = {one: [] for one in recusal_ids}
    rows = await session.scalars(select(RecusalFile).where(RecusalFile.recusal_id.in_(recusal_ids)).order_by(RecusalFile.id))
    for row in rows:
        found[row.recusal_id].append(row)
    return found


async def file(session: AsyncSession, recusal_id: uuid.UUID, file_id: uuid.UUID) -> RecusalFile | None:
    """One file, locked."""
    return (
        await session.execute(
            select(RecusalFile).where(RecusalFile.id == file_id, RecusalFile.recusal_id == recusal_id).with_for_update()
        )
    ).scalar_one_or_none()


# --- break-glass -------------------------------------------------------------------------------------------------------


def visible_break_glass(actor: Actor) -> Select[BreakGlass]:
    """Emergency readings: office, committee and auditor see them all but those on cases that they are recused from.

    Whoever asked sees their own: they named the case themselves.
    """
    if actor.role not in ("office", "committee", "auditor"):
        return select(BreakGlass).where(false())
    return (
        select(BreakGlass)
        .join(Application, Application.id == BreakGlass.application_id)
        .where(
            Application.authority_id == actor.authority_id,
            or_(BreakGlass.user_id == actor.user_id, ~recused_from(actor, BreakGlass.application_id)),
        )
    )


@dataclass(frozen=True)
class ShownBreakGlass:
    """An emergency reading with the names that its screen needs, and how many looks were taken."""

    glass: BreakGlass
    edition: str
    case_number: str
    organisation: str
    person: str
    decider: str | None
    looks: int

    @property
    def id(self) -> uuid.UUID:
        """The row's id, for the cursor."""
        return self.glass.id


async def break_glass(
    session: AsyncSession,
    actor: Actor,
    *,
    glass_id: uuid.UUID | None = None,
    cursor: uuid.UUID | None = None,
    limit: int = 50,
) -> list[ShownBreakGlass]:
    """Emergency readings that the actor may see, newest first."""
    decider = aliased(User)
    looks = (
        select(func.count())
        .where(
            AuditRecord.application_id == BreakGlass.application_id,
            AuditRecord.user_id == BreakGlass.user_id,
            AuditRecord.at >= BreakGlass.decided_at,
            AuditRecord.at <= func.coalesce(BreakGlass.ended_at, BreakGlass.ends_at),
            AuditRecord.detail["break_glass"].as_boolean(),
        )
        .scalar_subquery()
    )
    query = (
        visible_break_glass(actor)
        .join(Edition, Edition.id == BreakGlass.edition_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(User, User.id == BreakGlass.user_id)
        .outerjoin(decider, decider.id == BreakGlass.decided_by)
        .with_only_columns(BreakGlass, Edition.title, Application.case_number, Organisation.name, User.name, decider.name, looks)
        .order_by(BreakGlass.id.desc())
        .limit(limit)
    )
    if glass_id:
        query = query.where(BreakGlass.id == glass_id)
    if cursor:
        query = query.where(BreakGlass.id < cursor)
    return [ShownBreakGlass(*row) for row in (await session.execute(query)).tuples()]


async def recused_case(session: AsyncSession, actor: Actor, case_number: str) -> tuple[Application, Edition] | None:
    """The case of this number, if the actor is recused from it: the one thing that they may still name."""
    row = await session.execute(
        select(Application, Edition)
        .join(Edition, Edition.id == Application.edition_id)
        .where(
            Application.authority_id == actor.authority_id,
            Application.case_number == case_number,
            exists().where(
                Recusal.application_id == Application.id, Recusal.user_id == actor.user_id, Recusal.state == "in_force"
            ),
        )
    )
    return row.tuples().one_or_none()


async def live_break_glass(session: AsyncSession, user_id: uuid.UUID, application_id: uuid.UUID) -> bool:
    """Whether the person waits for an emergency reading of the case, or has one open."""
    return bool(
        await session.scalar(
            select(
                exists().where(
                    BreakGlass.user_id == user_id,
                    BreakGlass.application_id == application_id,
                    BreakGlass.state.in_(("requested", "open")),
                )
            )
        )
    )


async def run_out(session: AsyncSession, now: dt.datetime) -> Sequence[uuid.UUID]:
    """Emergency readings whose hours are over."""
    rows = await session.scalars(
        select(BreakGlass.id).where(BreakGlass.state == "open", BreakGlass.ends_at <= now).order_by(BreakGlass.id)
    )
    return rows.all()


# --- found by the system -----------------------------------------------------------------------------------------------


async def accounts_of(session: AsyncSession, party_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The people with a login that a party of the graph stands for."""
    expert = select(Party.expert_id).where(Party.id == party_id, Party.expert_id.is_not(None)).scalar_subquery()
    rows = await session.scalars(
        select(Membership.user_id)
        .where(Membership.role == "expert", Membership.expert_id == expert)
        .union(select(Party.user_id).where(Party.id == party_id, Party.user_id.is_not(None)))
    )
    return [one for one in rows.all() if one is not None]


async def conflict(session: AsyncSession, conflict_id: uuid.UUID) -> Conflict | None:
    """A conflict as it stands now."""
    return await session.get(Conflict, conflict_id)


async def any_recusal(session: AsyncSession, user_id: uuid.UUID, application_id: uuid.UUID, ground: str) -> bool:
    """Whether a recusal on this ground was ever asked for: a declined one isn't asked for again by the same finding."""
    return bool(
        await session.scalar(
            select(exists().where(Recusal.user_id == user_id, Recusal.application_id == application_id, Recusal.ground == ground))
        )
    )
