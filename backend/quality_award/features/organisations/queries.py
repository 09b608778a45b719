"""All SQL on organisations, departments and agencies."""

import uuid
from collections.abc import Sequence

from sqlalchemy import Select, exists, false, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.tables.applications import Application
from quality_award.tables.parties import Agency, Department, Organisation


def visible(actor: Actor) -> Select[Organisation]:
    """Staff see every organisation except those from whose application they are recused; an applicant sees its own."""
    base = select(Organisation).where(Organisation.authority_id == actor.authority_id)
    if actor.role == "applicant":
        return base.where(Organisation.id == actor.organisation_id)
    if actor.role in ("office", "auditor", "committee"):
        recused = exists().where(Application.organisation_id == Organisation.id, recused_from(actor, Application.id))
        return base.where(~recused)
    return base.where(false())


async def one(session: AsyncSession, actor: Actor, organisation_id: uuid.UUID) -> Organisation | None:
    """One organisation that the actor may see."""
    return (await session.execute(visible(actor).where(Organisation.id == organisation_id))).scalar_one_or_none()


async def registered(session: AsyncSession, uscc: str) -> bool:
    """Whether an organisation with this code is registered."""
    return await session.scalar(select(Organisation.id).where(Organisation.uscc == uscc)) is not None


async def departments(session: AsyncSession, kind: str | None) -> Sequence[Department]:
    """Recommending units, county bureaus first."""
    query = select(Department).order_by(Department.kind, Department.code)
    return (await session.scalars(query.where(Department.kind == kind) if kind else query)).all()


async def department(session: AsyncSession, actor: Actor, department_id: uuid.UUID) -> Department | None:
    """A unit of the actor's authority, locked."""
    return (
        await session.execute(
            select(Department)
            .where(Department.id == department_id, Department.authority_id == actor.authority_id)
            .with_for_update()
        )
    ).scalar_one_or_none()


async def agencies(session: AsyncSession, actor: Actor) -> Sequence[Agency]:
    """Agencies of the authority."""
    return (await session.scalars(select(Agency).where(Agency.authority_id == actor.authority_id).order_by(Agency.name))).all()
