"""All SQL on the expert pool."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, cast, exists, false, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.tables.identity import Membership
from quality_award.tables.parties import Expert
from quality_award.tables.reviews import TeamMember


def visible(actor: Actor) -> Select[Expert]:
    """The pool of the authority for those who form, approve or supervise the teams."""
    if actor.role not in ("office", "agency", "committee", "auditor"):
        return select(Expert).where(false())
    return select(Expert).where(Expert.authority_id == actor.authority_id)


@dataclass(frozen=True)
class Shown:
    """An expert with their live assignments and whether they can sign in."""

    expert: Expert
    live_assignments: int
    has_login: bool

    @property
    def id(self) -> uuid.UUID:
        """The expert's id, for the cursor."""
        return self.expert.id


async def shown(
    session: AsyncSession,
    actor: Actor,
    *,
    now: dt.datetime,
    expert_id: uuid.UUID | None = None,
    text: str | None = None,
    status: str | None = None,
    division: str | None = None,
    category: str | None = None,
    leader: bool | None = None,
    cursor: uuid.UUID | None = None,
    limit: int = 50,
) -> list[Shown]:
    """Experts that the actor may see, in the order they came in."""
    load = select(func.count()).where(TeamMember.expert_id == Expert.id, TeamMember.released_at.is_(None)).scalar_subquery()
    login = exists().where(Membership.expert_id == Expert.id, or_(Membership.valid_to.is_(None), Membership.valid_to > now))
    query = visible(actor).add_columns(load, login).order_by(Expert.id).limit(limit)
    if expert_id:
        query = query.where(Expert.id == expert_id)
    if text:
        like = f"%{_escaped(text)}%"
        query = query.where(or_(Expert.name.ilike(like), Expert.employer.ilike(like), Expert.pool_number.ilike(like)))
    if status:
        query = query.where(Expert.status == status)
    if division:
        query = query.where(Expert.divisions.op("@>")(cast([division], JSONB)))
    if category:
        query = query.where(Expert.categories.op("@>")(cast([category], JSONB)))
    if leader is not None:
        query = query.where(Expert.leader_qualified == leader)
    if cursor:
        query = query.where(Expert.id > cursor)
    return [Shown(*row) for row in (await session.execute(query)).tuples()]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def by_pool_number(session: AsyncSession, actor: Actor, numbers: Sequence[str]) -> dict[str, Expert]:
    """Experts with these pool numbers, locked."""
    rows = await session.scalars(visible(actor).where(Expert.pool_number.in_(numbers)).order_by(Expert.id).with_for_update())
    return {expert.pool_number: expert for expert in rows if expert.pool_number}


async def off_pool(session: AsyncSession, actor: Actor) -> dict[tuple[str, str], Expert]:
    """Experts from outside the pool by name and employer."""
    rows = await session.scalars(visible(actor).where(Expert.pool_number.is_(None)).with_for_update())
    return {(expert.name, expert.employer): expert for expert in rows}


async def locked(session: AsyncSession, actor: Actor, expert_id: uuid.UUID) -> Expert | None:
    """One visible expert, locked."""
    expert: Expert | None = await session.scalar(visible(actor).where(Expert.id == expert_id).with_for_update())
    return expert


async def live_assignments(session: AsyncSession, expert_id: uuid.UUID) -> list[TeamMember]:
    """The review teams that the expert is in, locked."""
    rows = await session.scalars(
        select(TeamMember)
        .where(TeamMember.expert_id == expert_id, TeamMember.released_at.is_(None))
        .order_by(TeamMember.id)
        .with_for_update()
    )
    return list(rows)


async def live_memberships(session: AsyncSession, expert_id: uuid.UUID, now: dt.datetime) -> list[Membership]:
    """The roles as an expert that are in force, locked."""
    rows = await session.scalars(
        select(Membership)
        .where(
            Membership.role == "expert",
            Membership.expert_id == expert_id,
            or_(Membership.valid_to.is_(None), Membership.valid_to > now),
        )
        .order_by(Membership.id)
        .with_for_update()
    )
    return list(rows)
