"""All SQL on objections. The identity is not here: see `sealed.py`."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, false, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.tables.applications import Application
from quality_award.tables.decisions import Motion
from quality_award.tables.editions import Edition, ListEntry
from quality_award.tables.objections import Objection, ObjectionFile
from quality_award.tables.parties import Department, Organisation
from quality_award.tables.trail import AuditRecord

IN_INVESTIGATION = ("investigating", "reported", "transferred", "upheld", "dismissed")


def visible(actor: Actor) -> Select[Objection]:
    """The office handles, committee and auditor supervise; unit and applicant see what they have to answer, once accepted."""
    base = (
        select(Objection)
        .join(Application, Application.id == Objection.application_id)
        .where(Application.authority_id == actor.authority_id, ~recused_from(actor, Objection.application_id))
    )
    match actor.role:
        case "office" | "committee" | "auditor":
            return base
        case "recommender":
            return base.where(Application.department_id == actor.department_id, Objection.state.in_(IN_INVESTIGATION))
        case "applicant":
            return base.where(Application.organisation_id == actor.organisation_id, Objection.state.in_(IN_INVESTIGATION))
        case _:
            return base.where(false())


@dataclass(frozen=True)
class Case:
    """An objection with the application it is about."""

    objection: Objection
    application: Application
    edition: Edition
    organisation: Organisation
    department: Department | None

    @property
    def id(self) -> uuid.UUID:
        """The objection's id, for the cursor."""
        return self.objection.id


def _cases() -> Select[Objection, Application, Edition, Organisation, Department]:
    return (
        select(Objection, Application, Edition, Organisation, Department)
        .join(Application, Application.id == Objection.application_id)
        .join(Edition, Edition.id == Objection.edition_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .outerjoin(Department, Department.id == Application.department_id)
    )


async def case(session: AsyncSession, actor: Actor, objection_id: uuid.UUID) -> Case | None:
    """One objection that the actor may see."""
    query = _cases().where(Objection.id == objection_id, Objection.id.in_(visible(actor).with_only_columns(Objection.id)))
    row = (await session.execute(query)).tuples().one_or_none()
    return Case(*row) if row else None


async def page(
    session: AsyncSession, actor: Actor, *, edition_id: uuid.UUID | None, state: str | None, cursor: uuid.UUID | None, limit: int
) -> list[Case]:
    """A page of objections, newest first."""
    query = (
        _cases()
        .where(Objection.id.in_(visible(actor).with_only_columns(Objection.id)))
        .order_by(Objection.id.desc())
        .limit(limit)
    )
    if edition_id:
        query = query.where(Objection.edition_id == edition_id)
    if state:
        query = query.where(Objection.state == state)
    if cursor:
        query = query.where(Objection.id < cursor)
    return [Case(*row) for row in (await session.execute(query)).tuples()]


async def publicised(session: AsyncSession, case_number: str) -> tuple[Application, Edition] | None:
    """An application whose initial list was put before the public."""
    row = await session.execute(
        select(Application, Edition)
        .join(Edition, Edition.id == Application.edition_id)
        .join(ListEntry, (ListEntry.application_id == Application.id) & (ListEntry.kind == "initial"))
        .where(Application.case_number == case_number, Edition.publicity_starts_at.is_not(None))
    )
    return row.tuples().one_or_none()


async def next_serial(session: AsyncSession, edition_id: uuid.UUID) -> int:
    """The next serial of an edition's objections."""
    await session.execute(text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"objection {edition_id}"})
    return ((await session.scalar(select(func.count()).where(Objection.edition_id == edition_id))) or 0) + 1


async def followed(session: AsyncSession, case_number: str, code_hash: str) -> Case | None:
    """The case of an objector who has its number and code."""
    query = _cases().where(Objection.case_number == case_number, Objection.follow_code_hash == code_hash)
    row = (await session.execute(query)).tuples().one_or_none()
    return Case(*row) if row else None


async def files(session: AsyncSession, objection_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[ObjectionFile]]:
    """Files by objection."""
    found: dict[uuid.UUID, list[ObjectionFile]] = {one: [] for one in objection_ids}
    rows = await session.scalars(
        select(ObjectionFile).where(ObjectionFile.objection_id.in_(objection_ids)).order_by(ObjectionFile.id)
    )
    for row in rows:
        found[row.objection_id].append(row)
    return found


async def file(session: AsyncSession, objection_id: uuid.UUID, file_id: uuid.UUID) -> ObjectionFile | None:
    """One file, locked."""
    return (
        await session.execute(
            select(ObjectionFile).where(ObjectionFile.id == file_id, ObjectionFile.objection_id == objection_id).with_for_update()
        )
    ).scalar_one_or_none()


async def last_motions(session: AsyncSession, objection_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The committee's last closed vote on each objection."""
    rows = await session.execute(
        select(Motion.subject_id, Motion.state)
        .where(Motion.kind == "objection", Motion.subject_id.in_(objection_ids), Motion.state.in_(("carried", "rejected")))
        .order_by(Motion.closed_at)
    )
    return dict(rows.all())


async def accepted(session: AsyncSession, objection_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dt.datetime]:
    """When each objection was accepted, as the trail has it."""
    rows = await session.execute(
        select(AuditRecord.entity_id, AuditRecord.at).where(
            AuditRecord.entity == "objection", AuditRecord.entity_id.in_(objection_ids), AuditRecord.action == "accept"
        )
    )
    return {one: at for one, at in rows.tuples() if one is not None}


async def application(session: AsyncSession, application_id: uuid.UUID) -> Application:
    """The application, locked."""
    return (
        await session.execute(
            select(Application)
            .where(Application.id == application_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).scalar_one()


async def running(session: AsyncSession) -> list[Case]:
    """Objections under investigation, for the jobs: of every authority, seen by nobody."""
    query = _cases().where(Objection.state == "investigating").order_by(Objection.id)
    return [Case(*row) for row in (await session.execute(query)).tuples()]


async def provisional(session: AsyncSession, authority_id: uuid.UUID) -> list[Case]:
    """Objections of an authority with a deadline that was counted over a year not confirmed then."""
    query = (
        _cases()
        .where(
            Application.authority_id == authority_id,
            Objection.state == "investigating",
            or_(Objection.report_due_provisional, Objection.proof_due_provisional),
        )
        .order_by(Objection.id)
    )
    return [Case(*row) for row in (await session.execute(query)).tuples()]


async def set_at(session: AsyncSession, objection_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dt.datetime]:
    """When the present deadlines of each objection were set, as the trail has it."""
    rows = await session.execute(
        select(AuditRecord.entity_id, func.max(AuditRecord.at))
        .where(
            AuditRecord.entity == "objection",
            AuditRecord.entity_id.in_(objection_ids),
            AuditRecord.action.in_(("accept", "extend", "recounted")),
        )
        .group_by(AuditRecord.entity_id)
    )
    return {one: at for one, at in rows.tuples() if one is not None}
