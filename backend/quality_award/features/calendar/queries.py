"""All SQL on the calendar."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, false, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.platform.ids import new_id
from quality_award.tables.calendar import CalendarYear, WorkingDay
from quality_award.tables.identity import User
from quality_award.tables.parties import Authority

from .pure.proposal import Day, Proposal


def visible(actor: Actor) -> Select[CalendarYear]:
    """The authority's years, for those who run and supervise the award."""
    base = select(CalendarYear)
    if actor.role not in ("office", "committee", "auditor"):
        return base.where(false())
    return base.where(CalendarYear.authority_id == actor.authority_id)


async def years(session: AsyncSession, actor: Actor) -> list[CalendarYear]:
    """Every stored year, the latest first."""
    return list(await session.scalars(visible(actor).order_by(CalendarYear.year.desc())))


async def one(session: AsyncSession, actor: Actor, year: int, *, lock: bool = False) -> CalendarYear | None:
    """One stored year that the actor may see."""
    query = visible(actor).where(CalendarYear.year == year)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: CalendarYear | None = await session.scalar(query)
    return found


async def working(session: AsyncSession, authority_id: uuid.UUID | None) -> dict[int, int]:
    """How many working days each stored year has."""
    rows = await session.execute(
        select(WorkingDay.year, func.count())
        .where(WorkingDay.authority_id == authority_id, WorkingDay.works)
        .group_by(WorkingDay.year)
    )
    return dict(rows.tuples().all())


async def days(session: AsyncSession, authority_id: uuid.UUID, year: int) -> list[Day]:
    """The days of a stored year."""
    rows = await session.execute(
        select(WorkingDay.day, WorkingDay.works, WorkingDay.reason, WorkingDay.note)
        .where(WorkingDay.authority_id == authority_id, WorkingDay.year == year)
        .order_by(WorkingDay.day)
    )
    return [Day(*row) for row in rows.tuples()]


async def day(session: AsyncSession, authority_id: uuid.UUID, when: dt.date) -> WorkingDay | None:
    """One stored day."""
    row: WorkingDay | None = await session.get(WorkingDay, (authority_id, when), with_for_update=True)
    return row


async def set_by_hand(session: AsyncSession, authority_id: uuid.UUID, year: int) -> bool:
    """Whether a person has changed anything of the year."""
    changed = exists().where(WorkingDay.authority_id == authority_id, WorkingDay.year == year, WorkingDay.reason == "set")
    return bool(await session.scalar(select(changed)))


@dataclass(frozen=True)
class Stored:
    """The stored days of some years."""

    works: dict[dt.date, bool]
    years: frozenset[int]
    confirmed: frozenset[int]


async def stored(session: AsyncSession, authority_id: uuid.UUID, wanted: Sequence[int]) -> Stored:
    """What there is of these years."""
    rows = await session.execute(
        select(CalendarYear.year, CalendarYear.second_by.is_not(None)).where(
            CalendarYear.authority_id == authority_id, CalendarYear.year.in_(wanted)
        )
    )
    found = dict(rows.tuples().all())
    works = await session.execute(
        select(WorkingDay.day, WorkingDay.works).where(WorkingDay.authority_id == authority_id, WorkingDay.year.in_(wanted))
    )
    return Stored(dict(works.tuples().all()), frozenset(found), frozenset(year for year, confirmed in found.items() if confirmed))


async def names(session: AsyncSession, ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Names of people."""
    rows = await session.execute(select(User.id, User.name).where(User.id.in_([one for one in ids if one])))
    return dict(rows.tuples().all())


async def authorities(session: AsyncSession) -> list[uuid.UUID]:
    """Every city that runs an award here."""
    return list(await session.scalars(select(Authority.id)))


async def outdated(session: AsyncSession) -> list[CalendarYear]:
    """Years that were not published when they were proposed and that nobody has confirmed, locked."""
    rows = await session.scalars(
        select(CalendarYear)
        .where(~CalendarYear.published, CalendarYear.first_by.is_(None))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def add_year(
    session: AsyncSession, authority_id: uuid.UUID, proposal: Proposal, source: str, now: dt.datetime
) -> uuid.UUID | None:
    """Store a proposed year with its days; None when it is there already."""
    made: uuid.UUID | None = await session.scalar(
        insert(CalendarYear)
        .values(
            id=new_id(),
            authority_id=authority_id,
            year=proposal.year,
            published=proposal.published,
            source=source,
            created_at=now,
        )
        .on_conflict_do_nothing(constraint="uq_calendar_years_year")
        .returning(CalendarYear.id)
    )
    if made is not None:
        await session.execute(insert(WorkingDay), _rows(authority_id, proposal))
    return made


async def replace_days(session: AsyncSession, authority_id: uuid.UUID, proposal: Proposal) -> None:
    """Take over a later proposal, except for what people have set."""
    for row in _rows(authority_id, proposal):
        await session.execute(
            update(WorkingDay)
            .where(WorkingDay.authority_id == authority_id, WorkingDay.day == row["day"], WorkingDay.reason != "set")
            .values(works=row["works"], reason=row["reason"], note=row["note"])
            .execution_options(synchronize_session=False)
        )


def _rows(authority_id: uuid.UUID, proposal: Proposal) -> list[dict[str, object]]:
    return [
        {
            "authority_id": authority_id,
            "day": one.day,
            "year": proposal.year,
            "works": one.works,
            "reason": one.reason,
            "note": one.note,
        }
        for one in proposal.days
    ]
