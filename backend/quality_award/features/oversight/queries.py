"""All SQL on the audit trail."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import Select, and_, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.features.applications import queries as applications
from quality_award.features.deliberation import queries as deliberation
from quality_award.tables.applications import Application
from quality_award.tables.decisions import Motion
from quality_award.tables.editions import Edition
from quality_award.tables.reviews import Recusal
from quality_award.tables.trail import AuditCheckpoint, AuditNode, AuditRecord, AuditSeal, AuditTimeStamp


def visible(actor: Actor) -> Select[AuditRecord]:
    """The trail: to the auditor and the committee; nothing of applications that the person is recused from (Art. 26, 32)."""
    if actor.role not in ("auditor", "committee"):
        return select(AuditRecord).where(false())
    voted = and_(
        AuditRecord.entity == "motion",
        AuditRecord.entity_id.in_(select(Motion.id)),
        AuditRecord.entity_id.not_in(deliberation.visible_motions(actor).with_only_columns(Motion.id)),
    )
    # What was asked about oneself is for the office to decide, unseen.
    own = and_(
        AuditRecord.entity == "recusal", AuditRecord.entity_id.in_(select(Recusal.id).where(Recusal.user_id == actor.user_id))
    )
    return select(AuditRecord).where(
        or_(AuditRecord.application_id.is_(None), ~recused_from(actor, AuditRecord.application_id)), ~voted, ~own
    )


@dataclass(frozen=True)
class Filter:
    """What to show of the trail."""

    entity: str | None = None
    entity_id: uuid.UUID | None = None
    edition_id: uuid.UUID | None = None
    application_id: uuid.UUID | None = None
    case_number: str | None = None
    action: str | None = None
    role: str | None = None
    name: str | None = None
    article: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None


@dataclass(frozen=True)
class Entry:
    """A record with its case number and its seal."""

    record: AuditRecord
    case_number: str | None
    seal: bytes | None


async def trail(session: AsyncSession, actor: Actor, wanted: Filter, *, cursor: int | None, limit: int) -> list[Entry]:
    """Records, the newest first."""
    statement = visible(actor)
    for column in ("entity", "entity_id", "edition_id", "application_id", "action", "role"):
        value = getattr(wanted, column)
        if value is not None:
            statement = statement.where(getattr(AuditRecord, column) == value)
    if wanted.case_number:
        named = select(Application.id).where(Application.case_number.icontains(wanted.case_number, autoescape=True))
        statement = statement.where(AuditRecord.application_id.in_(named))
    if wanted.article:
        # "17" also finds "17(4)", but not "1" "17".
        statement = statement.where(
            or_(AuditRecord.article == wanted.article, AuditRecord.article.startswith(f"{wanted.article}(", autoescape=True))
        )
    if wanted.name:
        statement = statement.where(AuditRecord.name.icontains(wanted.name, autoescape=True))
    if wanted.since is not None:
        statement = statement.where(AuditRecord.at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(AuditRecord.at < wanted.until)
    if cursor is not None:
        statement = statement.where(AuditRecord.id < cursor)
    rows = await session.execute(
        statement.add_columns(Application.case_number, AuditSeal.hash)
        .outerjoin(Application, Application.id == AuditRecord.application_id)
        .outerjoin(AuditSeal, AuditSeal.record_id == AuditRecord.id)
        .order_by(AuditRecord.id.desc())
        .limit(limit)
    )
    return [Entry(record, case, digest) for record, case, digest in rows]


async def one(session: AsyncSession, actor: Actor, record_id: int) -> AuditRecord | None:
    """A record that the actor may see."""
    return (await session.execute(visible(actor).where(AuditRecord.id == record_id))).scalar_one_or_none()


async def kinds(session: AsyncSession, actor: Actor) -> list[tuple[str, str]]:
    """(entity, action) of every record that the actor may see, once each."""
    rows = await session.execute(visible(actor).with_only_columns(AuditRecord.entity, AuditRecord.action).distinct())
    return sorted(rows.tuples())


@dataclass(frozen=True)
class Sealed:
    """An entry of the log; without its record where the reader may not see it."""

    seq: int
    leaf: bytes
    record: AuditRecord | None


async def entries(session: AsyncSession, actor: Actor, *, after: int, limit: int) -> list[Sealed]:
    """Entries in the order of the log."""
    seen = visible(actor).subquery()
    record = aliased(AuditRecord, seen)
    rows = await session.execute(
        select(AuditSeal.seq, AuditNode.hash, record)
        .join(AuditNode, (AuditNode.level == 0) & (AuditNode.index == AuditSeal.seq - 1))
        .outerjoin(record, record.id == AuditSeal.record_id)
        .where(AuditSeal.seq > after)
        .order_by(AuditSeal.seq)
        .limit(limit)
    )
    return [Sealed(seq, leaf, row) for seq, leaf, row in rows]


async def note(session: AsyncSession, size: int) -> str | None:
    """The signed checkpoint over the first `size` entries."""
    found: str | None = await session.scalar(select(AuditCheckpoint.note).where(AuditCheckpoint.size == size))
    return found


async def time_stamp(session: AsyncSession, size: int) -> bytes | None:
    """What a time-stamp authority said of a checkpoint."""
    found: bytes | None = await session.scalar(select(AuditTimeStamp.token).where(AuditTimeStamp.size == size))
    return found


async def stamped(session: AsyncSession, *, limit: int) -> list[tuple[AuditCheckpoint, bytes]]:
    """Checkpoints with the word of a time-stamp authority, the newest first."""
    rows = await session.execute(
        select(AuditCheckpoint, AuditTimeStamp.token)
        .join(AuditTimeStamp, AuditTimeStamp.size == AuditCheckpoint.size)
        .order_by(AuditCheckpoint.size.desc())
        .limit(limit)
    )
    return list(rows.tuples())


# --- 法条对照 ---------------------------------------------------------------------------------------------------------


async def running_edition(session: AsyncSession) -> Edition | None:
    """The edition that runs, as the public knows it: the latest that is announced."""
    return (
        await session.execute(select(Edition).where(Edition.announced_at.is_not(None)).order_by(Edition.number.desc()).limit(1))
    ).scalar_one_or_none()


async def applied(session: AsyncSession, edition_id: uuid.UUID) -> dict[str, int]:
    """Article → how many records of the edition cite it. Numbers alone: they name nobody."""
    rows = await session.execute(
        select(AuditRecord.article, func.count()).where(AuditRecord.edition_id == edition_id).group_by(AuditRecord.article)
    )
    return dict(rows.tuples().all())


async def cases(
    session: AsyncSession, actor: Actor, edition_id: uuid.UUID, row: str, *, limit: int
) -> list[tuple[uuid.UUID, str, int]]:
    """Applications that the reader may see, in which the article was applied, those with most records first."""
    seen = applications.visible(actor).with_only_columns(Application.id)
    rows = await session.execute(
        select(Application.id, Application.case_number, func.count())
        .join(AuditRecord, AuditRecord.application_id == Application.id)
        .where(
            AuditRecord.edition_id == edition_id,
            Application.id.in_(seen),
            or_(AuditRecord.article == row, AuditRecord.article.startswith(f"{row}(", autoescape=True)),
        )
        .group_by(Application.id, Application.case_number)
        .order_by(func.count().desc(), Application.case_number)
        .limit(limit)
    )
    return list(rows.tuples())
