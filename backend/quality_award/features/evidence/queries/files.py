"""All SQL on files; what is visible follows the application."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, and_, case, delete, exists, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from quality_award.access.actor import Actor
from quality_award.features.applications import queries as applications
from quality_award.platform.inspection.clamd import HUNG_UP, TOO_LARGE
from quality_award.tables.applications import Application, Evidence, EvidencePage

GONE = "gone/"


def visible(actor: Actor) -> Select[Evidence]:
    """Files of applications that the actor may see, removed ones left out."""
    seen = applications.visible(actor).with_only_columns(Application.id)
    return select(Evidence).where(Evidence.application_id.in_(seen), Evidence.removed_at.is_(None))


def _counted(now: dt.datetime) -> ColumnElement[bool]:
    """Files that count or may still: stored, being looked at, being sent."""
    return and_(
        Evidence.removed_at.is_(None),
        or_(Evidence.state.in_(("stored", "received")), and_(Evidence.state == "pending", Evidence.expires_at > now)),
    )


async def one(session: AsyncSession, actor: Actor, evidence_id: uuid.UUID, *, hold: bool = False) -> Evidence | None:
    """One file that the actor may see; `hold` reads it anew and locks it."""
    query = visible(actor).where(Evidence.id == evidence_id)
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one_or_none()


async def by_id(session: AsyncSession, evidence_id: uuid.UUID, *, hold: bool = False) -> Evidence | None:
    """One file, for the worker."""
    query = select(Evidence).where(Evidence.id == evidence_id)
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one_or_none()


async def listed(session: AsyncSession, application_id: uuid.UUID, now: dt.datetime, *, all_states: bool) -> Sequence[Evidence]:
    """Files in the order in which they were begun: to the applicant also those that run, were refused or are kept apart."""
    wanted = Evidence.state == "stored"
    if all_states:
        wanted = or_(Evidence.state != "pending", Evidence.expires_at > now)
    rows = await session.scalars(
        select(Evidence)
        .where(Evidence.application_id == application_id, Evidence.removed_at.is_(None), wanted)
        .order_by(Evidence.id)
    )
    return rows.all()


async def held(session: AsyncSession, application_id: uuid.UUID, now: dt.datetime) -> dict[str, tuple[int, int]]:
    """{slot: (files, bytes)} of an application, those under way among them."""
    rows = await session.execute(
        select(Evidence.slot, func.count(), func.sum(Evidence.size))
        .where(Evidence.application_id == application_id, _counted(now))
        .group_by(Evidence.slot)
    )
    return {slot: (count, int(size)) for slot, count, size in rows}


async def same(
    session: AsyncSession, application_id: uuid.UUID, slot: str, sha256: str, size: int, now: dt.datetime
) -> Evidence | None:
    """The upload of these bytes in this place that was begun before, or has ended well."""
    rows = await session.scalars(
        select(Evidence)
        .where(
            Evidence.application_id == application_id,
            Evidence.slot == slot,
            Evidence.announced_sha256 == sha256,
            Evidence.size == size,
            _counted(now),
        )
        .order_by(Evidence.id)
        .limit(1)
    )
    return rows.first()


async def twin(session: AsyncSession, application_id: uuid.UUID, sha256: str, size: int) -> Evidence | None:
    """A stored file of the application with these bytes."""
    rows = await session.scalars(
        select(Evidence)
        .where(
            Evidence.application_id == application_id,
            Evidence.sha256 == sha256,
            Evidence.size == size,
            Evidence.state == "stored",
            Evidence.removed_at.is_(None),
        )
        .order_by(Evidence.id)
        .limit(1)
    )
    return rows.first()


async def write_pages(session: AsyncSession, evidence_id: uuid.UUID, texts: Iterable[str]) -> None:
    """The text of each page, in place of what was there."""
    await session.execute(delete(EvidencePage).where(EvidencePage.evidence_id == evidence_id))
    rows = [{"evidence_id": evidence_id, "page": page, "text": text} for page, text in enumerate(texts, 1) if text]
    if rows:
        await session.execute(insert(EvidencePage), rows)


async def copy_pages(session: AsyncSession, source: uuid.UUID, target: uuid.UUID) -> None:
    """The page texts of the same bytes under another entry."""
    await session.execute(
        insert(EvidencePage).from_select(
            ["evidence_id", "page", "text"],
            select(literal(target, type_=EvidencePage.evidence_id.type), EvidencePage.page, EvidencePage.text).where(
                EvidencePage.evidence_id == source
            ),
        )
    )


async def waiting(session: AsyncSession, before: dt.datetime, limit: int) -> Sequence[uuid.UUID]:
    """Received files that nobody has settled since."""
    rows = await session.scalars(
        select(Evidence.id)
        .where(Evidence.state == "received", Evidence.removed_at.is_(None), Evidence.created_at < before)
        .order_by(Evidence.id)
        .limit(limit)
    )
    return rows.all()


async def unscanned(session: AsyncSession, before: dt.datetime, large: dt.datetime, limit: int) -> Sequence[uuid.UUID]:
    """Stored files that no scanner has judged, last tried before the instant; those it would not take, before another."""
    rows = await session.scalars(
        select(Evidence.id)
        .where(
            Evidence.state == "stored",
            Evidence.scan == "unscanned",
            Evidence.removed_at.is_(None),
            func.coalesce(Evidence.scanned_at, Evidence.created_at)
            < case((or_(Evidence.scan_note.startswith(TOO_LARGE), Evidence.scan_note == HUNG_UP), large), else_=before),
        )
        .order_by(Evidence.scanned_at.nulls_first(), Evidence.id)
        .limit(limit)
    )
    return rows.all()


async def unfrozen(session: AsyncSession, application_id: uuid.UUID | None, limit: int) -> Sequence[Evidence]:
    """Stored files of applications that were handed in, not locked in the store yet."""
    query = (
        select(Evidence)
        .join(Application, Application.id == Evidence.application_id)
        .where(
            Application.state != "draft",
            Evidence.state == "stored",
            Evidence.removed_at.is_(None),
            Evidence.frozen_at.is_(None),
        )
        .order_by(Evidence.id)
        .limit(limit)
        .with_for_update(of=Evidence, skip_locked=True)
    )
    if application_id:
        query = query.where(Evidence.application_id == application_id)
    return (await session.scalars(query)).all()


async def leftovers(session: AsyncSession, before: dt.datetime, limit: int) -> Sequence[Evidence]:
    """Files whose bytes nobody needs: never finished, refused or removed, all before the instant, and shared with no other.

    Infected ones stay, kept apart, until they are taken off.
    """
    other = aliased(Evidence)
    needed = exists().where(
        other.object_key == Evidence.object_key, other.id != Evidence.id, other.removed_at.is_(None), other.state == "stored"
    )
    rows = await session.scalars(
        select(Evidence)
        .where(
            ~Evidence.object_key.startswith(GONE),
            Evidence.frozen_at.is_(None),
            ~needed,
            or_(
                Evidence.removed_at < before,
                and_(Evidence.state == "refused", Evidence.created_at < before),
                and_(Evidence.state == "pending", Evidence.removed_at.is_(None), Evidence.expires_at < before),
            ),
        )
        .order_by(Evidence.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return rows.all()


async def mark_gone(session: AsyncSession, evidence_id: uuid.UUID, now: dt.datetime) -> None:
    """The bytes are no more; the record stays, and with it why a file was refused."""
    await session.execute(delete(EvidencePage).where(EvidencePage.evidence_id == evidence_id))
    await session.execute(
        update(Evidence)
        .where(Evidence.id == evidence_id)
        .values(
            object_key=f"{GONE}{evidence_id}",
            upload_id=None,
            thumbnail_key=None,
            rendition_key=None,
            removed_at=case((Evidence.state == "pending", func.coalesce(Evidence.removed_at, now)), else_=Evidence.removed_at),
        )
    )
