"""All SQL on awards and prize payments."""

import uuid
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.tables.applications import Application
from quality_award.tables.awards import Award, PrizePayment
from quality_award.tables.decisions import Motion
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Organisation


def visible(actor: Actor) -> Select[Award]:
    """Awards are public once conferred; an organisation and a recommending unit see their own with what is open on them."""
    base = select(Award).where(~recused_from(actor, Award.application_id))
    match actor.role:
        case "office" | "committee" | "government" | "auditor":
            return base.where(Award.authority_id == actor.authority_id)
        case "applicant":
            return base.where(Award.organisation_id == actor.organisation_id)
        case "recommender":
            return base.where(
                exists().where(Application.id == Award.application_id, Application.department_id == actor.department_id)
            )
        case _:
            return base.where(Award.id.is_(None))


@dataclass(frozen=True)
class Shown:
    """An award with the names that its screen needs."""

    award: Award
    edition_number: int
    year: int
    ruleset_code: str
    organisation: str
    uscc: str
    payment: PrizePayment | None

    @property
    def id(self) -> uuid.UUID:
        """The award's id, for the cursor."""
        return self.award.id


async def shown(
    session: AsyncSession,
    actor: Actor,
    *,
    award_id: uuid.UUID | None = None,
    edition_id: uuid.UUID | None = None,
    state: str | None = None,
    cursor: uuid.UUID | None = None,
    limit: int = 50,
) -> list[Shown]:
    """Awards that the actor may see, by id, at most `limit`."""
    seen = visible(actor).subquery()
    query = (
        select(Award, Edition.number, Edition.year, Edition.ruleset_code, Organisation.name, Organisation.uscc, PrizePayment)
        .join(seen, seen.c.id == Award.id)
        .join(Edition, Edition.id == Award.edition_id)
        .join(Organisation, Organisation.id == Award.organisation_id)
        .join(PrizePayment, PrizePayment.award_id == Award.id, isouter=True)
        .order_by(Award.id)
        .limit(limit)
    )
    if award_id:
        query = query.where(Award.id == award_id)
    if edition_id:
        query = query.where(Award.edition_id == edition_id)
    if state:
        query = query.where(Award.state == state)
    if cursor:
        query = query.where(Award.id > cursor)
    return [Shown(*row) for row in (await session.execute(query)).tuples()]


async def payment_with_award(session: AsyncSession, actor: Actor, payment_id: uuid.UUID) -> tuple[PrizePayment, Award] | None:
    """A payment that the actor may see."""
    seen = visible(actor).subquery()
    row = await session.execute(
        select(PrizePayment, Award)
        .join(Award, Award.id == PrizePayment.award_id)
        .join(seen, seen.c.id == Award.id)
        .where(PrizePayment.id == payment_id)
    )
    found = row.tuples().one_or_none()
    return found


async def revocation_carried(session: AsyncSession, award_id: uuid.UUID) -> bool:
    """Whether the committee's last closed vote on revoking this award carried."""
    state = await session.scalar(
        select(Motion.state)
        .where(Motion.kind == "revocation", Motion.subject_id == award_id, Motion.state.in_(("carried", "rejected")))
        .order_by(Motion.closed_at.desc())
        .limit(1)
    )
    return state == "carried"


async def payment_of(session: AsyncSession, award_id: uuid.UUID) -> PrizePayment | None:
    """The prize payment of an award, locked."""
    payment: PrizePayment | None = await session.scalar(
        select(PrizePayment).where(PrizePayment.award_id == award_id).with_for_update()
    )
    return payment


async def organisation(session: AsyncSession, organisation_id: uuid.UUID) -> Organisation:
    """The organisation, locked."""
    return (await session.execute(select(Organisation).where(Organisation.id == organisation_id).with_for_update())).scalar_one()


async def totals(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> dict[str, int]:
    """Sum of prizes in yuan by the state of their payment, without cases that the actor is recused from."""
    rows = await session.execute(
        select(PrizePayment.state, func.sum(PrizePayment.amount))
        .join(Award, Award.id == PrizePayment.award_id)
        .where(Award.edition_id == edition_id, ~recused_from(actor, Award.application_id))
        .group_by(PrizePayment.state)
    )
    return {state: int(amount) for state, amount in rows.tuples()}


async def edition(session: AsyncSession, edition_id: uuid.UUID) -> Edition | None:
    """The edition of a budget."""
    return await session.get(Edition, edition_id)
