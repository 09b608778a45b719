"""All SQL on what regulatory records touch."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.features.awards import queries as awards
from quality_award.features.records import queries as records
from quality_award.platform.ids import new_id
from quality_award.tables.applications import Application
from quality_award.tables.awards import Award
from quality_award.tables.editions import Edition
from quality_award.tables.identity import User
from quality_award.tables.matches import RecordMatch
from quality_award.tables.parties import Organisation, RegulatoryRecord

LIVE = ("submitted", "filed", "formal_passed", "formal_failed", "accepted", "shortlisted")
"""States of an application on its way. A draft is its organisation's own: its eligibility is computed when it is handed in."""
OVER = ("conferred", "closed")


def visible(actor: Actor) -> Select[RecordMatch]:
    """For whoever may see the record; nothing on an organisation, a case or an award that one is recused from (Art. 32)."""
    seen_records = records.visible(actor).with_only_columns(RegulatoryRecord.id)
    seen_awards = awards.visible(actor).with_only_columns(Award.id)
    return select(RecordMatch).where(
        RecordMatch.record_id.in_(seen_records),
        or_(
            and_(RecordMatch.award_id.is_(None), ~recused_from(actor, RecordMatch.application_id)),
            RecordMatch.award_id.in_(seen_awards),
        ),
    )


@dataclass(frozen=True)
class Shown:
    """A match with everything that its screen names."""

    match: RecordMatch
    record: RegulatoryRecord
    organisation: Organisation
    edition: Edition
    application: Application | None
    award: Award | None
    settled_by: str | None

    @property
    def id(self) -> uuid.UUID:
        """The match's id, for the cursor."""
        return self.match.id


async def shown(
    session: AsyncSession,
    actor: Actor,
    *,
    match_id: uuid.UUID | None = None,
    settled: bool | None = None,
    cursor: uuid.UUID | None = None,
    limit: int = 50,
) -> list[Shown]:
    """Matches that the actor may see, newest first."""
    query = (
        visible(actor)
        .join(RegulatoryRecord, RegulatoryRecord.id == RecordMatch.record_id)
        .join(Organisation, Organisation.id == RecordMatch.organisation_id)
        .join(Edition, Edition.id == RecordMatch.edition_id)
        .join(Application, Application.id == RecordMatch.application_id, isouter=True)
        .join(Award, Award.id == RecordMatch.award_id, isouter=True)
        .join(User, User.id == RecordMatch.settled_by, isouter=True)
        .add_columns(RegulatoryRecord, Organisation, Edition, Application, Award, User.name)
        .order_by(RecordMatch.id.desc())
        .limit(limit)
    )
    if match_id:
        query = query.where(RecordMatch.id == match_id)
    if settled is not None:
        query = query.where(RecordMatch.settled_at.is_not(None) if settled else RecordMatch.settled_at.is_(None))
    if cursor:
        query = query.where(RecordMatch.id < cursor)
    return [Shown(*row) for row in (await session.execute(query)).tuples()]


async def waiting(session: AsyncSession, actor: Actor) -> int:
    """How many matches the actor may see that nobody has settled."""
    open_ones = visible(actor).where(RecordMatch.settled_at.is_(None)).subquery()
    return int(await session.scalar(select(func.count()).select_from(open_ones)) or 0)


async def locked(session: AsyncSession, actor: Actor, match_id: uuid.UUID) -> RecordMatch | None:
    """One visible match, locked and read anew."""
    found: RecordMatch | None = await session.scalar(
        visible(actor).where(RecordMatch.id == match_id).with_for_update(of=RecordMatch).execution_options(populate_existing=True)
    )
    return found


async def standing_record(session: AsyncSession, record_id: uuid.UUID) -> RegulatoryRecord | None:
    """The record if it still counts; it cannot be set aside before the transaction ends."""
    found: RegulatoryRecord | None = await session.scalar(
        select(RegulatoryRecord)
        .where(RegulatoryRecord.id == record_id, RegulatoryRecord.set_aside_at.is_(None))
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    return found


async def live_applications(session: AsyncSession, record: RegulatoryRecord) -> list[tuple[Application, Edition, Organisation]]:
    """The organisation's applications on their way in editions that run."""
    rows = await session.execute(
        select(Application, Edition, Organisation)
        .join(Edition, Edition.id == Application.edition_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(
            Application.authority_id == record.authority_id,
            Organisation.uscc == record.uscc,
            Application.state.in_(LIVE),
            Edition.state.not_in(OVER),
        )
    )
    return list(rows.tuples())


async def standing_awards(session: AsyncSession, record: RegulatoryRecord) -> list[Award]:
    """The organisation's awards that have not been revoked."""
    rows = await session.scalars(
        select(Award)
        .join(Organisation, Organisation.id == Award.organisation_id)
        .where(Award.authority_id == record.authority_id, Organisation.uscc == record.uscc, Award.state != "revoked")
    )
    return list(rows)


async def enter(session: AsyncSession, values: Mapping[str, Any]) -> uuid.UUID | None:
    """A new match's id; None when this record has met this application or award before."""
    made: uuid.UUID | None = await session.scalar(
        insert(RecordMatch).values(id=new_id(), **values).on_conflict_do_nothing().returning(RecordMatch.id)
    )
    return made
