"""All SQL on regulatory records."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import Select, exists, false, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.tables.applications import Application
from quality_award.tables.identity import User
from quality_award.tables.matches import RecordMatch
from quality_award.tables.parties import Organisation, RegulatoryRecord


def visible(actor: Actor) -> Select[RegulatoryRecord]:
    """Records for the office, the committee and the auditor; none on an organisation one is recused from (Art. 32)."""
    base = select(RegulatoryRecord)
    if actor.role not in ("office", "committee", "auditor"):
        return base.where(false())
    recused = exists(
        select(Application.id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(Organisation.uscc == RegulatoryRecord.uscc, recused_from(actor, Application.id))
    )
    return base.where(RegulatoryRecord.authority_id == actor.authority_id, ~recused)


@dataclass(frozen=True)
class Shown:
    """A record with the names that its screen needs."""

    record: RegulatoryRecord
    organisation: str | None
    entered_by: str | None
    set_aside_by: str | None

    @property
    def id(self) -> uuid.UUID:
        """The record's id, for the cursor."""
        return self.record.id


async def shown(
    session: AsyncSession,
    actor: Actor,
    *,
    record_id: uuid.UUID | None = None,
    uscc: str | None = None,
    kind: str | None = None,
    standing: bool | None = None,
    cursor: uuid.UUID | None = None,
    limit: int = 50,
) -> list[Shown]:
    """Records that the actor may see, newest first."""
    enterer, setter = aliased(User), aliased(User)
    query = (
        visible(actor)
        .join(Organisation, Organisation.uscc == RegulatoryRecord.uscc, isouter=True)
        .join(enterer, enterer.id == RegulatoryRecord.entered_by, isouter=True)
        .join(setter, setter.id == RegulatoryRecord.set_aside_by, isouter=True)
        .add_columns(Organisation.name, enterer.name, setter.name)
        .order_by(RegulatoryRecord.id.desc())
        .limit(limit)
    )
    if record_id:
        query = query.where(RegulatoryRecord.id == record_id)
    if uscc:
        query = query.where(RegulatoryRecord.uscc == uscc)
    if kind:
        query = query.where(RegulatoryRecord.kind == kind)
    if standing is not None:
        query = query.where(RegulatoryRecord.set_aside_at.is_(None) if standing else RegulatoryRecord.set_aside_at.is_not(None))
    if cursor:
        query = query.where(RegulatoryRecord.id < cursor)
    return [Shown(*row) for row in (await session.execute(query)).tuples()]


async def locked(session: AsyncSession, actor: Actor, record_id: uuid.UUID) -> RegulatoryRecord | None:
    """One visible record, locked."""
    record: RegulatoryRecord | None = await session.scalar(
        visible(actor).where(RegulatoryRecord.id == record_id).with_for_update(of=RegulatoryRecord)
    )
    return record


async def close_matches(
    session: AsyncSession, record: RegulatoryRecord, *, actor: Actor, reason: str, now: dt.datetime
) -> list[RecordMatch]:
    """Settle what the office has not settled yet of a record that was set aside."""
    closed = update(RecordMatch).where(RecordMatch.record_id == record.id, RecordMatch.settled_at.is_(None))
    settled = closed.values(outcome="set_aside", reason=reason, settled_at=now, settled_by=actor.user_id)
    return list(await session.scalars(settled.returning(RecordMatch)))


async def same(session: AsyncSession, actor: Actor, *, uscc: str, kind: str, document: str) -> bool:
    """Whether this very record is there already."""
    return bool(
        await session.scalar(
            select(
                exists().where(
                    RegulatoryRecord.authority_id == actor.authority_id,
                    RegulatoryRecord.uscc == uscc,
                    RegulatoryRecord.kind == kind,
                    RegulatoryRecord.document == document,
                )
            )
        )
    )
