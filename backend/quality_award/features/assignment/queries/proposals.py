"""All SQL on proposals. Whoever may see the edition sees that there are proposals; of their lines only visible applications."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, false, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, undefer

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.tables.applications import Application
from quality_award.tables.editions import Edition
from quality_award.tables.identity import User
from quality_award.tables.proposals import Proposal

from .teams import application_ids_of


def visible(actor: Actor) -> Select[Proposal]:
    """Proposals of the editions of the actor's authority; an agency's own."""
    base = select(Proposal).join(Edition, Edition.id == Proposal.edition_id)
    match actor.role:
        case "office" | "committee" | "auditor":
            return base.where(Edition.authority_id == actor.authority_id)
        case "agency":
            return base.where(Edition.authority_id == actor.authority_id, Edition.agency_id == actor.agency_id)
        case _:
            return base.where(false())


@dataclass(frozen=True)
class Shown:
    """A proposal with the names of who made and who applied it, and what the best of its run is worth."""

    proposal: Proposal
    maker: str
    applier: str | None
    best: float | None

    @property
    def id(self) -> uuid.UUID:
        """The proposal's id, for the cursor."""
        return self.proposal.id


async def shown(
    session: AsyncSession,
    actor: Actor,
    *,
    edition_id: uuid.UUID | None = None,
    run_id: uuid.UUID | None = None,
    proposal_id: uuid.UUID | None = None,
    cursor: uuid.UUID | None = None,
    limit: int = 50,
) -> list[Shown]:
    """Proposals, the latest first."""
    maker = select(User.name).where(User.id == Proposal.made_by).correlate(Proposal).scalar_subquery()
    applier = select(User.name).where(User.id == Proposal.applied_by).correlate(Proposal).scalar_subquery()
    first = aliased(Proposal)
    best = select(first.objective).where(first.run_id == Proposal.run_id, first.rank == 0).correlate(Proposal).scalar_subquery()
    query = visible(actor).add_columns(maker, applier, best).order_by(Proposal.id.desc()).limit(limit)
    if edition_id:
        query = query.where(Proposal.edition_id == edition_id)
    if run_id:
        query = query.where(Proposal.run_id == run_id)
    if proposal_id:
        query = query.where(Proposal.id == proposal_id)
    if cursor:
        query = query.where(Proposal.id < cursor)
    return [Shown(*row) for row in (await session.execute(query)).tuples()]


async def whole(session: AsyncSession, actor: Actor, proposal_id: uuid.UUID) -> Proposal | None:
    """A proposal with its premise and its certificate."""
    query = visible(actor).where(Proposal.id == proposal_id)
    found: Proposal | None = await session.scalar(query.options(undefer(Proposal.premise), undefer(Proposal.certificate)))
    return found


async def locked(session: AsyncSession, actor: Actor, proposal_id: uuid.UUID) -> Proposal | None:
    """A proposal, locked with its alternatives: of one run only one is applied."""
    run_id = await session.scalar(visible(actor).where(Proposal.id == proposal_id).with_only_columns(Proposal.run_id))
    if run_id is None:
        return None
    rows = await session.scalars(
        select(Proposal)
        .where(Proposal.run_id == run_id)
        .order_by(Proposal.id)
        .with_for_update()
        .options(undefer(Proposal.premise))
        .execution_options(populate_existing=True)
    )
    return next((row for row in rows if row.id == proposal_id), None)


async def other_applied(session: AsyncSession, proposal: Proposal) -> bool:
    """Whether an alternative of the same run was applied."""
    return bool(
        await session.scalar(
            select(
                exists().where(Proposal.run_id == proposal.run_id, Proposal.id != proposal.id, Proposal.applied_at.is_not(None))
            )
        )
    )


async def waiting(session: AsyncSession, run_id: uuid.UUID) -> Proposal | None:
    """The first proposal of a run that is still to be computed, locked."""
    found: Proposal | None = await session.scalar(
        select(Proposal)
        .where(Proposal.run_id == run_id, Proposal.rank == 0, Proposal.finished_at.is_(None))
        .with_for_update()
        .options(undefer(Proposal.premise))
    )
    return found


async def applied(session: AsyncSession, edition_id: uuid.UUID) -> Sequence[Proposal]:
    """The proposals of an edition that were applied, in that order, whole."""
    rows = await session.scalars(
        select(Proposal)
        .where(Proposal.edition_id == edition_id, Proposal.applied_at.is_not(None))
        .order_by(Proposal.applied_at, Proposal.id)
        .options(undefer(Proposal.premise), undefer(Proposal.certificate))
    )
    return rows.all()


async def latest(session: AsyncSession, actor: Actor, edition_id: uuid.UUID, stage: str) -> Proposal | None:
    """The last computed best proposal of a stage, whole."""
    found: Proposal | None = await session.scalar(
        visible(actor)
        .where(
            Proposal.edition_id == edition_id,
            Proposal.stage == stage,
            Proposal.rank == 0,
            Proposal.finished_at.is_not(None),
            Proposal.failure.is_(None),
        )
        .order_by(Proposal.id.desc())
        .limit(1)
        .options(undefer(Proposal.premise), undefer(Proposal.certificate))
    )
    return found


async def visible_ids(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> set[uuid.UUID]:
    """The applications of an edition that the actor may see."""
    rows = await session.scalars(application_ids_of(actor).where(Application.edition_id == edition_id))
    return set(rows)


async def recused_among(session: AsyncSession, actor: Actor, application_ids: Sequence[uuid.UUID]) -> bool:
    """Whether the actor is recused from one of these applications."""
    return bool(
        await session.scalar(select(exists().where(Application.id.in_(application_ids), recused_from(actor, Application.id))))
    )
