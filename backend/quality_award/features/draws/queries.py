"""All SQL on draws."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from quality_award.access.actor import Actor
from quality_award.tables.draws import Draw
from quality_award.tables.editions import Edition, EditionExpert
from quality_award.tables.identity import User
from quality_award.tables.parties import Authority, Expert


def visible(actor: Actor) -> Select[Draw]:
    """Draws of the authority for those who form, approve or supervise the team; the agency's own editions'."""
    mine = select(Draw).where(Draw.authority_id == actor.authority_id)
    if actor.role in ("office", "committee", "auditor"):
        return mine
    if actor.role == "agency":
        return mine.where(exists().where(Edition.id == Draw.edition_id, Edition.agency_id == actor.agency_id))
    return mine.where(false())


@dataclass(frozen=True)
class Shown:
    """A draw with who committed to it and who revealed it."""

    draw: Draw
    committed_by: str
    revealed_by: str | None


async def shown(
    session: AsyncSession, actor: Actor, *, draw_id: uuid.UUID | None = None, edition_id: uuid.UUID | None = None
) -> list[Shown]:
    """Draws that the actor may see, the newest first."""
    revealing = aliased(User)
    query = (
        visible(actor)
        .join(User, User.id == Draw.committed_by)
        .outerjoin(revealing, revealing.id == Draw.revealed_by)
        .add_columns(User.name, revealing.name)
        .order_by(Draw.id.desc())
    )
    if draw_id:
        query = query.where(Draw.id == draw_id)
    if edition_id:
        query = query.where(Draw.edition_id == edition_id)
    return [Shown(*row) for row in (await session.execute(query)).tuples()]


async def one(session: AsyncSession, actor: Actor, draw_id: uuid.UUID) -> Draw | None:
    """The draw, if the actor may see it."""
    found: Draw | None = await session.scalar(visible(actor).where(Draw.id == draw_id))
    return found


async def published(session: AsyncSession, draw_id: uuid.UUID | None = None) -> Sequence[Draw]:
    """What was committed to, for anybody, the newest first."""
    query = select(Draw).order_by(Draw.id.desc()).limit(100)
    if draw_id:
        query = query.where(Draw.id == draw_id)
    return (await session.scalars(query)).all()


async def candidates(
    session: AsyncSession, actor: Actor, edition_id: uuid.UUID, *, area: str | None, without_invited: bool
) -> list[Expert]:
    """Experts who are fit and take work, in the order of their ids."""
    query = (
        select(Expert)
        .where(
            Expert.authority_id == actor.authority_id,
            Expert.status.in_(("active", "corrected")),
            or_(Expert.max_load.is_(None), Expert.max_load > 0),
        )
        .order_by(Expert.id)
    )
    if area:
        query = query.where(Expert.area.startswith(area))
    if without_invited:
        query = query.where(~exists().where(EditionExpert.edition_id == edition_id, EditionExpert.expert_id == Expert.id))
    return list(await session.scalars(query))


async def statuses(session: AsyncSession, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Expert → status under Art. 29 today."""
    rows = await session.execute(select(Expert.id, Expert.status).where(Expert.id.in_(ids)))
    return dict(rows.tuples().all())


async def invited(session: AsyncSession, edition_id: uuid.UUID) -> set[uuid.UUID]:
    """Experts who are invited to the edition."""
    return set(await session.scalars(select(EditionExpert.expert_id).where(EditionExpert.edition_id == edition_id)))


async def award_name(session: AsyncSession, authority_id: uuid.UUID) -> str:
    """The award's name."""
    return (await session.execute(select(Authority.award_name).where(Authority.id == authority_id))).scalar_one()
