"""All SQL on archives, and on what goes into one that no earlier slice reads for itself."""

import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import Select, and_, exists, false, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.features.applications import queries as applications
from quality_award.features.editions import queries as editions
from quality_award.platform.db import SessionFactory
from quality_award.tables.applications import Application, Evidence
from quality_award.tables.archives import Archive
from quality_award.tables.conflicts import Conflict
from quality_award.tables.decisions import Attendance
from quality_award.tables.draws import Draw
from quality_award.tables.editions import Edition
from quality_award.tables.identity import Membership, User
from quality_award.tables.matches import RecordMatch
from quality_award.tables.objections import Objection, ObjectionFile
from quality_award.tables.parties import Expert, RegulatoryRecord
from quality_award.tables.recusals import BreakGlass
from quality_award.tables.relations import Party
from quality_award.tables.reviews import InterestDeclaration, OpinionResult, Recusal, ScoreSheet, TeamMember, Undertaking
from quality_award.tables.trail import AuditRecord, AuditSeal

RUNNING = ("waiting", "making")
FINAL = ("conferred", "closed")
"""States of an edition after which nothing of its course changes."""


def visible(actor: Actor) -> Select[Archive]:
    """Archives of editions that office, committee and auditor may see, unless recused from a case in them (Art. 26, 32)."""
    if actor.role not in ("office", "committee", "auditor"):
        return select(Archive).where(false())
    closed = exists().where(
        Application.edition_id == Archive.edition_id, Application.state != "draft", recused_from(actor, Application.id)
    )
    return select(Archive).where(Archive.edition_id.in_(editions.visible(actor).with_only_columns(Edition.id)), ~closed)


async def listed(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> list[tuple[Archive, str]]:
    """An edition's archives with who asked for each, the newest first."""
    rows = await session.execute(
        visible(actor)
        .add_columns(User.name)
        .join(User, User.id == Archive.asked_by)
        .where(Archive.edition_id == edition_id)
        .order_by(Archive.id.desc())
    )
    return [(row, name) for row, name in rows]


async def one(session: AsyncSession, actor: Actor, archive_id: uuid.UUID) -> Archive | None:
    """One archive that the actor may see."""
    return (await session.execute(visible(actor).where(Archive.id == archive_id))).scalar_one_or_none()


async def cases_in(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Applications of an edition that the actor sees: what an archive of it shows them."""
    seen = applications.visible(actor).with_only_columns(Application.id)
    return (await session.scalars(seen.where(Application.edition_id == edition_id))).all()


async def by_id(session: AsyncSession, archive_id: uuid.UUID, *, hold: bool = False) -> Archive | None:
    """One archive, for the worker."""
    query = select(Archive).where(Archive.id == archive_id)
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one_or_none()


async def running(session: AsyncSession, edition_id: uuid.UUID) -> bool:
    """Whether an archive of the edition is being made."""
    return bool(await session.scalar(select(exists().where(Archive.edition_id == edition_id, Archive.state.in_(RUNNING)))))


async def unfinished(session: AsyncSession) -> Sequence[uuid.UUID]:
    """Archives that somebody waits for."""
    return (await session.scalars(select(Archive.id).where(Archive.state.in_(RUNNING)).order_by(Archive.id))).all()


@asynccontextmanager
async def claimed(sessions: SessionFactory, archive_id: uuid.UUID) -> AsyncIterator[bool]:
    """Whether the caller alone makes this archive, while the context lasts; a process that dies lets go at once."""
    async with sessions() as session:
        connection = await session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        key = {"key": f"archive {archive_id}"}
        mine = bool(await connection.scalar(text("select pg_try_advisory_lock(hashtextextended(:key, 0))"), key))
        try:
            yield mine
        finally:
            if mine:
                await connection.execute(text("select pg_advisory_unlock(hashtextextended(:key, 0))"), key)


@asynccontextmanager
async def as_of_now(sessions: SessionFactory) -> AsyncIterator[AsyncSession]:
    """A session whose every query sees the database as it is at the first."""
    async with sessions() as session:
        await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


async def progress(session: AsyncSession, archive_id: uuid.UUID, **values: object) -> None:
    """Say how far the making is."""
    await session.execute(update(Archive).where(Archive.id == archive_id).values(**values))


async def edition(session: AsyncSession, edition_id: uuid.UUID) -> Edition:
    """The edition of an archive."""
    return (await session.execute(select(Edition).where(Edition.id == edition_id))).scalar_one()


async def last_record(session: AsyncSession) -> int:
    """The newest record of the trail."""
    return await session.scalar(select(func.coalesce(func.max(AuditRecord.id), 0))) or 0


async def sealed_up_to(session: AsyncSession, record_id: int) -> bool:
    """Whether every record up to one is in the log."""
    unsealed = exists().where(AuditRecord.id <= record_id, ~exists().where(AuditSeal.record_id == AuditRecord.id))
    return not await session.scalar(select(unsealed))


# --- what goes into an archive -----------------------------------------------------------------------------------------


async def states(session: AsyncSession, edition_id: uuid.UUID) -> dict[str, int]:
    """State → how many applications, drafts that were never handed in among them."""
    rows = await session.execute(
        select(Application.state, func.count()).where(Application.edition_id == edition_id).group_by(Application.state)
    )
    return dict(rows.tuples().all())


async def seats(session: AsyncSession, row: Edition) -> list[tuple[Membership, str]]:
    """Who held which seat of committee, office and government in the edition's time (Art. 7)."""
    rows = await session.execute(
        select(Membership, User.name)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.authority_id == row.authority_id,
            Membership.role.in_(("committee", "office", "government")),
            or_(Membership.valid_to.is_(None), Membership.valid_to > row.created_at),
        )
        .order_by(Membership.role, Membership.valid_from, Membership.id)
    )
    return list(rows.tuples())


async def reviewer_ids(session: AsyncSession, edition_id: uuid.UUID) -> list[uuid.UUID]:
    """Experts who sat on a team or have a sheet."""
    rows = await session.scalars(
        select(TeamMember.expert_id)
        .where(TeamMember.edition_id == edition_id)
        .union(select(ScoreSheet.expert_id).where(ScoreSheet.edition_id == edition_id))
    )
    return list(rows)


async def evidence(session: AsyncSession, application_id: uuid.UUID) -> Sequence[Evidence]:
    """Files that count, in the order in which they came."""
    rows = await session.scalars(
        select(Evidence)
        .where(Evidence.application_id == application_id, Evidence.state == "stored", Evidence.removed_at.is_(None))
        .order_by(Evidence.id)
    )
    return rows.all()


async def amount(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> tuple[int, int]:
    """(files, bytes) that an archive of the edition takes out of the store."""
    files, size = (
        await session.execute(
            select(func.count(), func.coalesce(func.sum(Evidence.size), 0))
            .join(Application, Application.id == Evidence.application_id)
            .where(
                Application.edition_id == edition_id,
                Application.state != "draft",
                Evidence.state == "stored",
                Evidence.removed_at.is_(None),
                ~recused_from(actor, Application.id),
            )
        )
    ).one()
    more, weight = (
        await session.execute(
            select(func.count(), func.coalesce(func.sum(ObjectionFile.size), 0))
            .join(Objection, Objection.id == ObjectionFile.objection_id)
            .where(
                Objection.edition_id == edition_id,
                ObjectionFile.state == "stored",
                ObjectionFile.side != "objector",
                ~recused_from(actor, Objection.application_id),
            )
        )
    ).one()
    return files + more, int(size) + int(weight)


async def team(session: AsyncSession, application_id: uuid.UUID) -> list[tuple[TeamMember, Expert]]:
    """Everyone who sat on the review team, released ones too."""
    rows = await session.execute(
        select(TeamMember, Expert)
        .join(Expert, Expert.id == TeamMember.expert_id)
        .where(TeamMember.application_id == application_id)
        .order_by(TeamMember.id)
    )
    return list(rows.tuples())


@dataclass(frozen=True)
class Named:
    """Someone with their role in the edition's course: whether they are one of its experts."""

    name: str
    expert: bool


async def people(session: AsyncSession, user_ids: set[uuid.UUID]) -> dict[uuid.UUID, Named]:
    """Names of people."""
    is_expert = exists().where(Membership.user_id == User.id, Membership.role == "expert")
    rows = await session.execute(select(User.id, User.name, is_expert).where(User.id.in_(user_ids)))
    return {one: Named(name, expert) for one, name, expert in rows.tuples()}


async def declarations(session: AsyncSession, application_id: uuid.UUID) -> Sequence[InterestDeclaration]:
    """What people declared about one applicant (Art. 32)."""
    rows = await session.scalars(
        select(InterestDeclaration).where(InterestDeclaration.application_id == application_id).order_by(InterestDeclaration.id)
    )
    return rows.all()


async def recusals(session: AsyncSession, application_id: uuid.UUID) -> Sequence[Recusal]:
    """Recusals asked for, decided and in force (Art. 32)."""
    rows = await session.scalars(select(Recusal).where(Recusal.application_id == application_id).order_by(Recusal.id))
    return rows.all()


async def conflicts(session: AsyncSession, application_id: uuid.UUID) -> Sequence[tuple[Conflict, Party]]:
    """Conflicts of interest found with one applicant, those that are gone too (Art. 32)."""
    rows = await session.execute(
        select(Conflict, Party)
        .join(Party, Party.id == Conflict.party_id)
        .where(Conflict.application_id == application_id)
        .order_by(Conflict.id)
    )
    return rows.tuples().all()


async def readings(session: AsyncSession, application_id: uuid.UUID) -> Sequence[BreakGlass]:
    """Emergency readings by people who are recused from the case (Art. 32)."""
    rows = await session.scalars(select(BreakGlass).where(BreakGlass.application_id == application_id).order_by(BreakGlass.id))
    return rows.all()


async def draws(session: AsyncSession, edition_id: uuid.UUID) -> list[Draw]:
    """Draws of the edition's experts, in their order (Art. 10)."""
    return list(await session.scalars(select(Draw).where(Draw.edition_id == edition_id).order_by(Draw.id)))


async def undertakings(session: AsyncSession, edition_id: uuid.UUID) -> list[tuple[Undertaking, str, bool]]:
    """Who signed the confidentiality undertaking, and whether as an expert (Art. 33)."""
    is_expert = exists().where(Membership.user_id == User.id, Membership.role == "expert")
    rows = await session.execute(
        select(Undertaking, User.name, is_expert)
        .join(User, User.id == Undertaking.user_id)
        .where(Undertaking.edition_id == edition_id)
        .order_by(Undertaking.signed_at, Undertaking.user_id)
    )
    return list(rows.tuples())


async def opinion(session: AsyncSession, application_id: uuid.UUID) -> OpinionResult | None:
    """What the survey of the public found about one applicant."""
    return (
        await session.execute(select(OpinionResult).where(OpinionResult.application_id == application_id))
    ).scalar_one_or_none()


async def attendance(session: AsyncSession, meeting_id: uuid.UUID) -> list[tuple[str, str]]:
    """(name, seat) of those present."""
    rows = await session.execute(
        select(User.name, Attendance.seat)
        .join(Membership, Membership.id == Attendance.membership_id)
        .join(User, User.id == Membership.user_id)
        .where(Attendance.meeting_id == meeting_id)
        .order_by(Attendance.seat, User.name)
    )
    return list(rows.tuples())


async def matches(session: AsyncSession, edition_id: uuid.UUID) -> list[tuple[RecordMatch, RegulatoryRecord]]:
    """Regulatory records that touched the edition's applications or awards, and what was done about them (Art. 14, 36)."""
    rows = await session.execute(
        select(RecordMatch, RegulatoryRecord)
        .join(RegulatoryRecord, RegulatoryRecord.id == RecordMatch.record_id)
        .where(RecordMatch.edition_id == edition_id)
        .order_by(RecordMatch.id)
    )
    return list(rows.tuples())


async def case_numbers(session: AsyncSession, edition_id: uuid.UUID) -> dict[uuid.UUID, str]:
    """The case number of each application."""
    rows = await session.execute(select(Application.id, Application.case_number).where(Application.edition_id == edition_id))
    return dict(rows.tuples().all())


# --- what is over --------------------------------------------------------------------------------------------------------


async def ended(session: AsyncSession) -> Sequence[Edition]:
    """Closed editions, the oldest first."""
    rows = await session.scalars(
        select(Edition)
        .where(Edition.state == "closed", Edition.approved_on.is_not(None))
        .order_by(Edition.approved_on, Edition.id)
    )
    return rows.all()


async def with_fields(session: AsyncSession, edition_id: uuid.UUID, fields: Sequence[str], limit: int) -> Sequence[Application]:
    """Applications of an edition whose form still has one of the fields, locked."""
    rows = await session.scalars(
        select(Application)
        .where(and_(Application.edition_id == edition_id, or_(*(Application.form.has_key(name) for name in fields))))
        .order_by(Application.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return rows.all()
