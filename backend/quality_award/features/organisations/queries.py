"""All SQL on organisations, recommending departments and agencies."""

import datetime as dt
import uuid

from sqlalchemy import Select, exists, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.tables.applications import Application
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Agency, Department, Organisation
from quality_award.tables.reviews import TeamMember


def visible(actor: Actor) -> Select[Organisation]:
    """Organisations: one's own; those one recommends, reviews or decides on; never one that the person is recused from."""
    theirs = Application.organisation_id == Organisation.id
    recused = exists().where(theirs, recused_from(actor, Application.id))
    base = select(Organisation).where(Organisation.authority_id == actor.authority_id, ~recused)
    match actor.role:
        case "applicant":
            return base.where(Organisation.id == actor.organisation_id)
        case "office" | "auditor" | "committee" | "government":
            return base
        case "recommender":
            mine = exists().where(theirs, Application.department_id == actor.department_id, Application.state != "draft")
            return base.where(or_(mine, Organisation.industry_department_id == actor.department_id))
        case "agency":
            return base.where(
                exists().where(
                    theirs,
                    Application.state != "draft",
                    Edition.id == Application.edition_id,
                    Edition.agency_id == actor.agency_id,
                )
            )
        case "expert":
            return base.where(
                exists().where(
                    theirs,
                    TeamMember.application_id == Application.id,
                    TeamMember.expert_id == actor.expert_id,
                    TeamMember.released_at.is_(None),
                )
            )
        case _:
            return base.where(false())


async def organisations(
    session: AsyncSession,
    actor: Actor,
    *,
    q: str | None,
    area_code: str | None,
    division: str | None,
    cursor: uuid.UUID | None,
    limit: int,
) -> list[Organisation]:
    """Organisations by part of the name or by code, the newest first."""
    statement = visible(actor)
    if q:
        statement = statement.where(or_(Organisation.name.icontains(q, autoescape=True), Organisation.uscc == q.upper()))
    if area_code:
        statement = statement.where(Organisation.area_code == area_code)
    if division:
        statement = statement.where(Organisation.division == division)
    if cursor is not None:
        statement = statement.where(Organisation.id < cursor)
    return list(await session.scalars(statement.order_by(Organisation.id.desc()).limit(limit)))


async def organisation(
    session: AsyncSession, actor: Actor, organisation_id: uuid.UUID, *, lock: bool = False
) -> Organisation | None:
    """One organisation that the actor may see."""
    statement = visible(actor).where(Organisation.id == organisation_id)
    if lock:
        statement = statement.with_for_update(of=Organisation).execution_options(populate_existing=True)
    found: Organisation | None = await session.scalar(statement)
    return found


async def uscc_taken(session: AsyncSession, uscc: str) -> bool:
    """Whether an organisation with this code has registered."""
    return bool(await session.scalar(select(exists().where(Organisation.uscc == uscc))))


async def handed_in_now(session: AsyncSession, organisation_id: uuid.UUID) -> bool:
    """Whether the organisation has an application under way that has left its hands."""
    return bool(
        await session.scalar(
            select(
                exists().where(
                    Application.organisation_id == organisation_id,
                    Application.state != "draft",
                    Edition.id == Application.edition_id,
                    Edition.state != "closed",
                )
            )
        )
    )


async def departments(session: AsyncSession, *, kind: str | None) -> list[Department]:
    """Recommending departments: their names are public."""
    statement = select(Department).order_by(Department.kind, Department.code)
    return list(await session.scalars(statement.where(Department.kind == kind) if kind else statement))


async def department(session: AsyncSession, actor: Actor, department_id: uuid.UUID) -> Department | None:
    """One department of the own authority, locked."""
    found: Department | None = await session.scalar(
        select(Department).where(Department.id == department_id, Department.authority_id == actor.authority_id).with_for_update()
    )
    return found


async def agencies(session: AsyncSession, actor: Actor) -> list[Agency]:
    """Third-party agencies: the own one to an agency, all to the others."""
    statement = select(Agency).where(Agency.authority_id == actor.authority_id).order_by(Agency.name)
    if actor.role == "agency":
        statement = statement.where(Agency.id == actor.agency_id)
    return list(await session.scalars(statement))


async def agency_known(session: AsyncSession, actor: Actor, uscc: str) -> bool:
    """Whether an agency with this code is entered."""
    return bool(await session.scalar(select(exists().where(Agency.uscc == uscc, Agency.authority_id == actor.authority_id))))


def restricted(row: Department, today: dt.date) -> bool:
    """Art. 28: whether the right to recommend is suspended or cancelled today."""
    return row.cancelled_at is not None or (row.suspended_until is not None and row.suspended_until >= today)
